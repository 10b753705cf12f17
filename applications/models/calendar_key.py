"""The address at which a calendar program reads one person's interviews."""

import secrets
from typing import ClassVar, Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models

_SIGNER = Signer(salt="galon.calendar", sep="~")


def new_seed() -> str:
    return secrets.token_urlsafe(16)


class CalendarKeyQuerySet(models.QuerySet["CalendarKey"]):
    def opened_by(self, token: str) -> Self:
        """The key this address stands for; an address taken back, or made up, opens nothing."""
        try:
            return self.filter(seed=_SIGNER.unsign(token))
        except BadSignature:
            return self.none()


class CalendarKey(models.Model):
    """A private address, until its owner takes it back. Who reads the database alone cannot make the address."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key")
    seed = models.CharField(max_length=40, unique=True, default=new_seed, editable=False)
    made_at = models.DateTimeField()

    objects = CalendarKeyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"calendar key {self.pk}"

    @property
    def token(self) -> str:
        return _SIGNER.sign(self.seed)
