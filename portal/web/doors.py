"""What a view says aloud before it opens: for whom, by which methods, onto what kind of data."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.http.response import HttpResponseNotAllowed
from django_htmx.middleware import HtmxDetails

from portal.people.models import Role, User

P = ParamSpec("P")


class Data(StrEnum):
    """What a page shows, for the register of who may see what."""

    PUBLIC = "public"
    OWN = "own"  # one's own file, letters, account
    FILES = "files"  # other people's files
    SCORES = "scores"
    DECISIONS = "decisions"
    PLACEMENTS = "placements"
    FOLLOW_UP = "follow-up"
    LETTERS = "letters"  # letters written to other people
    FIGURES = "figures"  # counts only
    SETTINGS = "settings"
    PEOPLE = "people"  # accounts and invitations


class SignedIn(HttpRequest):
    """A request that LoginRequiredMiddleware has let through."""

    user: User
    htmx: HtmxDetails


@dataclass(frozen=True, slots=True)
class Policy:
    """The declared policy of one URL. No roles means everybody, signed in or not."""

    roles: frozenset[Role]
    methods: frozenset[str]
    data: Data

    @property
    def is_public(self) -> bool:
        return not self.roles


EVERYONE_SIGNED_IN = frozenset(Role)


def door(
    *roles: Role, data: Data, methods: tuple[str, ...] = ("GET",)
) -> Callable[
    [Callable[Concatenate[SignedIn, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Open a view to these roles only; 405 for another method, 403 for another role.

    Which objects: the view finds them through `visible_to` (404). What may be done: `permit` (403).
    """
    policy = Policy(frozenset(roles), frozenset(methods), data)
    if not roles:
        raise TypeError("A door names its roles; use `public_door` for everybody.")

    def closed(
        view: Callable[Concatenate[SignedIn, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: SignedIn, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not _method_allowed(request, policy):
                return HttpResponseNotAllowed(sorted(policy.methods))
            if request.user.role not in policy.roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.policy = policy  # type: ignore[attr-defined]  # read by the matrix of the tests
        return guarded  # type: ignore[return-value]  # LoginRequiredMiddleware has made it SignedIn

    return closed


def public_door(
    *, methods: tuple[str, ...] = ("GET",)
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Open a view to everybody, said aloud."""
    policy = Policy(frozenset(), frozenset(methods), Data.PUBLIC)

    def opened(
        view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @login_not_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not _method_allowed(request, policy):
                return HttpResponseNotAllowed(sorted(policy.methods))
            return view(request, *args, **kwargs)

        guarded.policy = policy  # type: ignore[attr-defined]  # read by the matrix of the tests
        return guarded  # type: ignore[return-value]  # the name of the first argument differs

    return opened


def permit(user: User, permission: str, thing: Model | None = None) -> None:
    """Refuse with 403 what `rules.py` does not allow."""
    if not user.has_perm(permission, thing):
        raise PermissionDenied


def _method_allowed(request: HttpRequest, policy: Policy) -> bool:
    method = "GET" if request.method == "HEAD" else request.method
    return method in policy.methods
