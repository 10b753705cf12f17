"""What was shown before it is applied: it travels in the form itself, signed, so that nothing is kept on the server."""

from typing import Any

from django.core import signing

from portal.people.models import User

AN_HOUR = 3600  # seconds a preview may be looked at


def sealed(shown: dict[str, Any], *, by: User, of: str) -> str:
    """Close what was shown to one person, about one thing, until they say yes."""
    return signing.dumps(shown, salt=f"{of}:{by.pk}", compress=True)


def opened(seal: str, *, by: User, of: str) -> dict[str, Any] | None:
    """What was shown, if the same person was shown it about the same thing within the hour."""
    try:
        shown: dict[str, Any] = signing.loads(seal, salt=f"{of}:{by.pk}", max_age=AN_HOUR)
    except signing.BadSignature:
        return None
    return shown


def digest(told: object) -> str:
    """The name of exactly these effects: what is applied is what was shown."""
    return signing.Signer(salt="dry run").signature(repr(told))
