"""What is in the database before anything is timed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from applications import lifecycle
from applications.models import Application, Campaign, Review
from cohorts.demo import large
from cohorts.demo.people import PASSWORD
from portal.outbox.models import Delivery, Letter
from portal.outbox.post import Envelope, post_many
from portal.people.models import Role, User

CANDIDATES = 9


@dataclass(frozen=True)
class Seed:
    """The large campaign, and who drives: each with the secret of their second factor."""

    campaign: Campaign
    application: Application
    review: Review
    criterion: int
    manager: User
    reader: User
    candidates: list[User]
    secrets: dict[int, str]


def sow(number: int) -> Seed:
    """The demo and one campaign of so many files, each read three times and written to once."""
    call_command("demo", applications=number, stdout=StringIO())
    campaign = Campaign.objects.open(timezone.now()).current()[0]
    application = campaign.applications.ranked()[number // 2]
    review = _under_way(application)
    manager = User.objects.get(email="responsable@galon.test")
    _write_to_everybody(campaign)
    candidates = _with_passwords(
        User.objects.bulk_create(User(email=f"file-{n}@galon.test", role=Role.CANDIDATE) for n in range(CANDIDATES))
    )
    _with_passwords([review.reviewer])
    secrets = {person.pk: _second_factor(person) for person in (manager, review.reviewer)}
    analyze()
    criterion = review.rubric.criteria.all()[0].pk
    return Seed(campaign, application, review, criterion, manager, review.reviewer, candidates, secrets)


def sow_decided(number: int) -> Campaign:
    """One more campaign, closed and read, before its jury, whose totals are all different."""
    at = timezone.now()
    campaign = large.load(number=number, at=at, seed=number)
    _close(campaign, at)
    files = list(campaign.applications.all())
    for position, file in enumerate(files):
        file.reading_total = file.total = position * 100 / number
    Application.objects.bulk_update(files, ["reading_total", "total"], batch_size=1000)
    analyze()
    return campaign


def analyze() -> None:
    """What PostgreSQL does by itself a minute later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _close(campaign: Campaign, at: datetime) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(closes_at=at - timedelta(days=1), phase=lifecycle.Phase.JURY)


def _under_way(application: Application) -> Review:
    review = application.reviews.select_related("reviewer", "rubric").order_by("pk")[0]
    review.state, review.total, review.submitted_at = lifecycle.Review.STARTED, None, None
    review.save()
    return review


def _write_to_everybody(campaign: Campaign) -> None:
    at = timezone.now() - timedelta(days=1)
    files = campaign.applications.select_related("candidate")
    facts = {"campaign": campaign.name, "closes_at": campaign.closes_at, "results_on": campaign.results_on}
    letters = [
        Envelope(
            kind="applications/received",
            to=file.candidate,
            key=f"application-{file.pk}-received",
            context={**facts, "number": file.number, "submitted_at": file.submitted_at, "url": "/"},
        )
        for file in files
    ]
    with transaction.atomic():
        post_many(letters, at=at)
        Letter.objects.filter(delivery=Delivery.PENDING).update(delivery=Delivery.ACCEPTED, settled_at=at)


def _with_passwords(people: list[User]) -> list[User]:
    encoded = make_password(PASSWORD)
    User.objects.filter(pk__in=[person.pk for person in people]).update(password=encoded)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    return people


def _second_factor(person: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret
