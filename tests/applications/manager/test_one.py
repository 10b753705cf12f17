from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from applications.lifecycle import Offer, Review, State
from applications.models import Branch, BranchWish, Document, EligibilityCheck, Score
from portal.journal.record import record
from portal.people.models import Role, User
from portal.vault.models import StoredFile
from tests.build import (
    NOON,
    a_campaign,
    a_correction,
    a_decision,
    a_person,
    a_review,
    a_rubric,
    an_application,
    an_offer,
)

pytestmark = pytest.mark.django_db


def a_full_application(*, of_each: int, manager: User) -> int:
    """A file with everything on it, `of_each` times."""
    campaign = a_campaign(document_types=of_each)
    rubric = a_rubric(campaign, criteria=of_each)
    application = an_application(campaign=campaign, state=State.OFFERED)
    for position, branch in enumerate(list(Branch)[:of_each], start=1):
        BranchWish.objects.create(application=application, branch=branch, position=position)
    for type_ in campaign.document_types.all():
        stored = StoredFile.objects.create(
            owner=application.candidate,
            name="cv.pdf",
            content_type="application/pdf",
            size=1,
            sha256="",
            stored_at=NOON,
        )
        Document.objects.create(application=application, type=type_, file=stored, given_at=NOON)
    for topic in list(EligibilityCheck.Topic)[:of_each]:
        EligibilityCheck.objects.create(application=application, topic=topic, verdict="met", by=manager, at=NOON)
    for _ in range(of_each):
        a_correction(application)
        review = a_review(application, rubric=rubric, state=Review.SUBMITTED, total="80")
        Score.objects.bulk_create(Score(review=review, criterion=one, value=4) for one in rubric.criteria.all())
        record("applications.application.save", application, by=application.candidate, at=NOON)
    a_decision(application)
    an_offer(application, state=Offer.OPEN)
    return application.pk


@pytest.mark.parametrize("of_each", [1, 3])
@pytest.mark.parametrize("role", [Role.MANAGER, Role.JURY_PRESIDENT])
def test_the_page_costs_the_same_with_one_or_three_of_each(
    of_each: int, role: Role, client: Client, django_assert_num_queries
) -> None:
    reader = a_person(role)
    client.force_login(reader)
    address = reverse("applications:one", args=[a_full_application(of_each=of_each, manager=a_person(Role.MANAGER))])

    with django_assert_num_queries(2 + 8):
        client.get(address)


def test_the_page_says_everything_but_the_equality_data(client: Client) -> None:
    manager = a_person(Role.MANAGER)
    client.force_login(manager)
    pk = a_full_application(of_each=2, manager=manager)

    page = client.get(reverse("applications:one", args=[pk])).text

    for words in (
        "Infanterie",
        "Pièce 0",
        "Remplie",
        "La date n’est pas lisible",
        "Critère 1",
        "Liste principale",
        "Dossier modifié",
    ):
        assert words in page


def test_a_draft_answers_like_a_file_that_does_not_exist(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))
    draft = an_application()

    assert client.get(reverse("applications:one", args=[draft.pk])).status_code == 404
    assert client.get(reverse("applications:one", args=[draft.pk + 999])).status_code == 404


def test_the_history_is_in_words_newest_first(client: Client, noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    client.force_login(manager)
    application = an_application(state=State.ELIGIBLE)
    record("applications.application.submit", application, by=application.candidate, at=noon)
    record("applications.application.declare_eligible", application, by=manager, at=noon)
    record("something.nobody.knows", application, by=manager, at=noon)

    moments = client.get(reverse("applications:one", args=[application.pk])).context["history"]

    assert [str(moment.words) for moment in moments] == ["Dossier déclaré recevable", "Dossier déposé"]
