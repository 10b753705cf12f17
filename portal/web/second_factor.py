"""Whoever reads, judges or leads other people protects their account with a second factor first."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.people.models import STAFF, User

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# What somebody needs to enrol, or to leave: their account and the pages of allauth.
OPEN = ("account", "mfa_", "usersessions_")


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if _is_open(request, view) or not lacks_one(request.user):
            return None
        messages.info(request, _("Votre rôle demande un second facteur : ajoutez-en un pour continuer."))
        return redirect("mfa_index")


def lacks_one(user: object) -> bool:
    """Whether this person must enrol before anything else."""
    if not settings.REQUIRE_SECOND_FACTOR or not isinstance(user, User):
        return False
    return user.role in STAFF and not is_mfa_enabled(user, FACTORS)


def _is_open(request: HttpRequest, view: Callable[..., Any]) -> bool:
    policy = getattr(view, "policy", None)
    if policy is not None and policy.is_public:
        return True
    name = request.resolver_match.url_name if request.resolver_match else ""
    return (name or "").startswith(OPEN)
