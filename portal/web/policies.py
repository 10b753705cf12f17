"""The policy of every address: declared by its door, or here for the pages that allauth brings."""

from collections.abc import Callable
from typing import Any

from portal.web.doors import EVERYONE_SIGNED_IN, Data, Policy

_FORM = frozenset({"GET", "POST"})
_PUBLIC = Policy(frozenset(), _FORM, Data.PUBLIC)
_OWN = Policy(EVERYONE_SIGNED_IN, _FORM, Data.OWN)

# Signing up, signing in, proving an address, recovering a password: without an account, by nature.
BEFORE_SIGNING_IN = (
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
)
# One's own password, address, second factor and sessions.
ONCE_SIGNED_IN = (
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "usersessions_list",
)
DECLARED: dict[str, Policy] = dict.fromkeys(BEFORE_SIGNING_IN, _PUBLIC) | dict.fromkeys(ONCE_SIGNED_IN, _OWN)


def policy_of(view: Callable[..., Any], name: str) -> Policy | None:
    """What the view at this address declares; None when it declares nothing, which the tests refuse."""
    declared: Policy | None = getattr(view, "policy", None)
    return declared or DECLARED.get(name)
