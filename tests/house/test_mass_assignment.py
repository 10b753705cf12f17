"""T5: a form changes what it shows, whatever else is sent along with it."""

from collections import Counter

import pytest
from django.db import transaction

from applications.models import Application, Decision, Offer, Review
from cohorts.models import Placement, Trainee
from portal.people.models import User
from tests.house.round import Form, Visitor
from tests.house.test_nonsense import forms_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

# What somebody curious would add: the columns no form of theirs offers.
ADDED: dict[str, object] = {
    "state": "accepted",
    "role": "administrator",
    "is_superuser": "on",
    "is_staff": "on",
    "is_active": "on",
    "total": "99.123",
    "reviews_done": "9",
    "submitted_at": "2026-01-01 00:00",
    "published_at": "2026-01-01 00:00",
    "candidate": "1",
    "reviewer": "1",
    "merit_rank": "1",
    "outcome": "contract",
    "rank": "1",
}


class Curious(Visitor):
    """Sends a form, then looks at what the portal holds, before everything is undone."""

    def holdings_after(self, form: Form) -> dict[str, object]:
        with transaction.atomic():
            self.send_for_good(form)
            found = holdings()
            transaction.set_rollback(True)
        return found


def holdings() -> dict[str, object]:
    """What is held, named by what lasts: PostgreSQL does not give a number back when a row is undone."""

    def counted(rows: object) -> Counter[object]:
        return Counter(rows)  # type: ignore[call-overload]  # rows of a query

    return {
        "people": counted(User.objects.values_list("role", "is_superuser", "is_staff", "is_active")),
        "applications": counted(Application.objects.values_list("candidate", "state", "total", "reviews_done")),
        "handed in": counted(Application.objects.values_list("candidate", "campaign", "submitted_at__year")),
        "reviews": counted(Review.objects.values_list("reviewer", "state", "total")),
        "decisions": counted(Decision.objects.values_list("application", "outcome", "rank", "published_at")),
        "offers": counted(Offer.objects.values_list("application", "state")),
        "trainees": counted(Trainee.objects.values_list("person", "merit_rank", "state", "outcome")),
        "placements": counted(Placement.objects.values_list("trainee", "post")),
    }


@pytest.mark.parametrize("name", ["candidate", "admise", "relectrice", "chef", "stagiaire"])
def test_what_a_form_does_not_show_it_does_not_change(name: str) -> None:
    visitor = Curious(User.objects.get(email=f"{name}@galon.test"))

    changed = [
        f"{form.action}: {what}"
        for form in forms_of(visitor)
        if form.method == "post"
        for what in differences(visitor, form)
    ]

    assert "\n".join(changed) == ""


def differences(visitor: Curious, form: Form) -> list[str]:
    hidden = {field: value for field, value in ADDED.items() if field not in form.values}
    usual, curious = visitor.holdings_after(form), visitor.holdings_after(form.with_values(**hidden))
    return [what for what in usual if usual[what] != curious[what]]
