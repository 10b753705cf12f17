"""What people gave us: uploaded files, out of the web's reach."""

import secrets
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models


def new_key() -> str:
    return secrets.token_hex(16)


class StoredFile(models.Model):
    """One file that passed the gate. Its place on disk is a random key; the person's own name is only shown."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-stored_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return Path(settings.VAULT_ROOT) / self.key[:2] / self.key
