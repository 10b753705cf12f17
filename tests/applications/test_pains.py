"""What people suffered from elsewhere, one sentence each: it does not happen here."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions import read
from applications.actions.recuse import recuse
from applications.lifecycle import Phase, Review, State
from applications.models import Application, Campaign
from portal.people.models import Role, User
from tests.build import a_campaign, a_person, a_review, an_application

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def queue_of(reader: User, campaign: Campaign) -> list[str]:
    """The numbers of the files in the order the reader sees them."""
    page = signed_in(reader).get(reverse("applications:queue"), {"campaign": campaign.pk})
    return [review.application.number for review in page.context["page"]]


def a_file(campaign: Campaign, *, total: str | None = None, done: int = 0) -> Application:
    return an_application(
        state=State.ELIGIBLE, campaign=campaign, total=total, reviews_done=done, reviews_expected=max(done, 2)
    )


# -- What a reader could guess


@pytest.mark.parametrize("phase", [Phase.READING, Phase.CALIBRATION])
def test_the_order_of_my_queue_does_not_follow_what_others_gave(phase: Phase) -> None:
    reader, campaign = a_person(Role.REVIEWER), a_campaign(phase=phase)
    low, high = a_file(campaign, total="10", done=1), a_file(campaign, total="95", done=1)
    for file in (low, high):
        a_review(file, reviewer=reader)
    before = queue_of(reader, campaign)

    Application.objects.filter(pk=low.pk).update(total="99", reading_total="99")

    assert queue_of(reader, campaign) == before


def test_my_queue_says_how_many_i_have_read_and_never_what_or_how_many_others_have() -> None:
    """No "0/0", no "2/3": the figures of a reader's screens count their own readings only."""
    reader, campaign = a_person(Role.REVIEWER), a_campaign()
    file = a_file(campaign, total="87.654", done=2)
    a_review(file, reviewer=reader)
    pages = [reverse("applications:queue"), reverse("applications:review", args=[file.reviews.get().pk])]

    before = [without_tokens(signed_in(reader).get(page).text) for page in pages]
    Application.objects.filter(pk=file.pk).update(reviews_done=0, total=None, reading_total=None)

    assert [without_tokens(signed_in(reader).get(page).text) for page in pages] == before


def without_tokens(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrf" not in line.lower())


def test_nobody_meets_a_mean_of_their_own_marks_only(noon: datetime) -> None:
    """A mean over what the viewer may see would be another figure for each viewer: there is one, stored, or none."""
    campaign = a_campaign(phase=Phase.CALIBRATION)
    file = a_file(campaign, total="70", done=2)
    president = a_person(Role.JURY_PRESIDENT)
    a_review(file, reviewer=president, state=Review.SUBMITTED, total="20")
    a_review(file, state=Review.SUBMITTED, total="100")

    shown = [
        signed_in(who).get(reverse("applications:one", args=[file.pk])).text
        for who in (president, a_person(Role.MANAGER))
    ]

    assert all("70,0" in text for text in shown)


# -- What a ranking could get wrong


def test_files_nobody_has_scored_come_last_whichever_engine_sorts_them() -> None:
    campaign = a_campaign()
    unscored, low, high = a_file(campaign), a_file(campaign, total="1"), a_file(campaign, total="99")

    ranked = list(Application.objects.filter(campaign=campaign).ranked())

    assert ranked == [high, low, unscored]


def test_in_the_table_too_files_without_a_score_come_last() -> None:
    campaign = a_campaign()
    a_file(campaign)
    scored = a_file(campaign, total="1")

    page = signed_in(a_person(Role.MANAGER)).get(
        reverse("applications:table"), {"campaign": campaign.pk, "sort": "total"}
    )

    assert next(iter(page.context["page"])) == scored


def test_a_recusal_is_not_a_zero(noon: datetime) -> None:
    file = an_application(state=State.ELIGIBLE, campaign=a_campaign())
    stays, leaves = a_review(file), a_review(file)
    for review, level in ((stays, 5), (leaves, 1)):
        marks: dict[int, int | None] = {criterion.pk: level for criterion in review.rubric.criteria.all()}
        read.save(review=review, marks=marks, by=review.reviewer, at=noon)
    read.submit(review=stays, by=stays.reviewer, at=noon)

    recuse(review=leaves, by=leaves.reviewer, at=noon + timedelta(minutes=1), reason="Même équipe.")

    file.refresh_from_db()
    assert (file.total, file.reviews_done, file.reviews_expected) == (Decimal(100), 1, 1)


def test_what_does_not_apply_is_not_a_zero(noon: datetime) -> None:
    review = a_review(an_application(state=State.ELIGIBLE, campaign=a_campaign()))
    first, second = review.rubric.criteria.all()
    read.save(review=review, marks={first.pk: 5, second.pk: None}, by=review.reviewer, at=noon)

    read.submit(review=review, by=review.reviewer, at=noon)

    assert Application.objects.get().total == 100


# -- What the clock could take away


def test_a_phase_that_closes_takes_nothing_typed_away(client: Client) -> None:
    reader, campaign = a_person(Role.REVIEWER), a_campaign(phase=Phase.CALIBRATION)
    review = a_review(a_file(campaign), reviewer=reader, state=Review.STARTED)
    criterion = review.rubric.criteria.first()
    assert criterion is not None
    client.force_login(reader)
    typed = {f"criterion-{criterion.pk}": "4", "comment": "Une phrase longue à écrire.", "then": "submit"}

    whole = client.post(reverse("applications:review", args=[review.pk]), typed)
    alone = client.post(reverse("applications:review", args=[review.pk]), typed, headers={"HX-Request": "true"})

    assert (whole.status_code, alone.status_code) == (409, 409)
    assert "Une phrase longue à écrire." in whole.text
    assert "La lecture n’est pas ouverte" in whole.text
    assert "La lecture n’est pas ouverte" in alone.text
    assert "Terminer cette lecture" not in whole.text
