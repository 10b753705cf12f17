"""Post letters one transaction at a time with the real doorbell, as the web does; exits 0 if none failed."""

import sys

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from portal.outbox.post import post  # noqa: E402
from portal.people.models import User  # noqa: E402

for person in User.objects.order_by("pk")[: int(sys.argv[1])]:
    with transaction.atomic():
        post("applications/withdrawn", to=person, key=f"posted-{person.pk}", at=timezone.now(), url="/")
