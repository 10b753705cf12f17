"""So many visits in so long, counted where sign-ins are counted: in the database."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest


def allowed(request: HttpRequest, action: str, rates: str, *, key: str = "", only_look: bool = False) -> bool:
    """Count this visit against the rates, e.g. `20/h/ip`; false once they are used up.

    `only_look` says whether one more would be allowed, without counting it.
    """
    usage = ratelimit.consume(
        request,
        app="galon",
        action=action,
        config={action: rates},
        key=key or None,
        limit_get=True,
        dry_run=only_look,
    )
    return usage is not None
