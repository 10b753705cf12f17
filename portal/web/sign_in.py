"""How people sign in: allauth does it; its letters leave by our outbox like every other."""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.outbox.models import Category
from portal.outbox.post import post
from portal.people.models import User

# A letter that comes after its link has died only confuses.
LIVES = {
    "login_code": timedelta(minutes=10),
    "password_reset_key": timedelta(hours=1),
    "email_confirmation": timedelta(days=3),
    "email_confirmation_signup": timedelta(days=3),
}
LINKS = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):
    """Posts what allauth wants to say, and takes as long over a known address as over an unknown one."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Cette adresse et ce mot de passe ne vont pas ensemble."),
        "too_many_login_attempts": _(
            "Trop d’essais en peu de temps. Attendez un quart d’heure, ou recevez un code par courriel."
        ),
        "incorrect_code": _("Ce code n’est pas le bon, ou n’est plus valable."),
        "rate_limited": _("Trop de demandes en peu de temps. Attendez un instant, puis réessayez."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        kind = template_prefix.rsplit("/", 1)[-1]
        at = timezone.now()
        life = LIVES.get(kind)
        with transaction.atomic():
            post(
                f"account/{kind}",
                to=User.objects.filter(email__iexact=email).first(),
                address=email,
                key=_key(kind, email, context, at),
                at=at,
                category=Category.CRITICAL,
                expires_at=at + life if life else None,
                in_app=False,
                code=context.get("code", ""),
                url=_path(context),
            )

    def send_account_already_exists_mail(self, email: str) -> None:
        make_password("the time a new account would have taken")
        super().send_account_already_exists_mail(email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/compte/"


def _path(context: dict[str, Any]) -> str:
    """The link without its host: the letter puts the configured site before it, whatever host was asked.

    A letter without a link of its own leads to the account.
    """
    url = next((context[name] for name in LINKS if context.get(name)), "")
    return urlsplit(url).path or "/compte/"


def _key(kind: str, email: str, context: dict[str, Any], at: datetime) -> str:
    token = f"{email} {_path(context)} {context.get('code', '')} {at.isoformat()}"
    return f"account-{kind}-{hashlib.sha256(token.encode()).hexdigest()[:32]}"


class SignUpFields(forms.Form):
    """What sign-up asks besides an address and a password."""

    first_name = forms.CharField(
        label=_("Prénom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    field_order = ("first_name", "last_name", "email", "password1", "password2")

    def signup(self, request: HttpRequest, user: User) -> None:
        """The names are saved by allauth; the language of the page becomes the person's."""
        user.language = get_language() or "fr"
        user.save(update_fields=["language"])
