"""How people sign in: allauth does it; its letters leave by our outbox like every other."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Filled in by the people's part."""
