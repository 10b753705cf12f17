"""A worker for which one kind of letter is deadly: writing it kills the process on the spot."""

import os

import django
from django.core.mail import EmailMultiAlternatives

django.setup()

from portal.outbox import deliver  # noqa: E402
from portal.outbox.mail import mail_of  # noqa: E402
from portal.outbox.models import Letter  # noqa: E402
from tests.portal.outbox.careful import app as app  # noqa: E402


def deadly(letter: Letter) -> EmailMultiAlternatives:
    if letter.kind == "test/poison":
        os._exit(9)
    return mail_of(letter)


deliver.mail_of = deadly
