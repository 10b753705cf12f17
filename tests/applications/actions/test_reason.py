from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions import reason as actions
from applications.lifecycle import Phase, State
from applications.models import Decision, Reason
from portal.journal.models import Entry
from portal.people.models import Role
from tests.budgets import assert_same_budget
from tests.build import a_campaign, a_decision, a_person, a_reason, an_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(a_person(Role.MANAGER))
    return client


def a_draft(*, language: str = "fr") -> Decision:
    campaign = a_campaign(phase=Phase.JURY)
    candidate = a_person(language=language)
    return a_decision(
        an_application(state=State.ELIGIBLE, campaign=campaign, candidate=candidate), outcome=Decision.Outcome.REFUSED
    )


def test_a_reason_is_kept_after_the_others_and_recorded(noon: datetime) -> None:
    first = a_reason()

    kept = actions.add(by=a_person(Role.MANAGER), at=noon, words="Un projet net.", words_en="A clear project.")

    assert list(Reason.objects.all()) == [first, kept]
    assert Entry.objects.get().event == "applications.reason.add"


def test_changing_a_reason_changes_no_decision(noon: datetime) -> None:
    reason, decision = a_reason(words="Le projet reste à préciser."), a_draft()
    Decision.objects.filter(pk=decision.pk).update(reason=reason.words)

    actions.edit(reason=reason, by=a_person(Role.MANAGER), at=noon, words="Autre chose.")
    actions.remove(reason=reason, by=a_person(Role.MANAGER), at=noon)

    decision.refresh_from_db()
    assert decision.reason == "Le projet reste à préciser."
    assert [entry.event for entry in Entry.objects.order_by("pk")] == [
        "applications.reason.edit",
        "applications.reason.remove",
    ]


def test_reasons_are_kept_on_their_page(manager: Client) -> None:
    manager.post(
        reverse("applications:reasons"),
        {"words": "Un projet net.", "words_en": "A clear project.", "outcome": "admitted"},
    )
    kept = Reason.objects.get()
    manager.post(
        reverse("applications:reason", args=[kept.pk]), {"words": "Plus net.", "words_en": "Clearer.", "outcome": ""}
    )

    assert "Plus net." in manager.get(reverse("applications:reasons")).text
    assert "Plus net." not in manager.post(reverse("applications:remove_reason", args=[kept.pk]), follow=True).text


def test_a_reason_needs_both_languages(manager: Client) -> None:
    manager.post(reverse("applications:reasons"), {"words": "Un projet net.", "words_en": ""})

    assert not Reason.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("fr", "À préciser."), ("en", "To be clearer.")])
def test_a_reason_is_inserted_in_the_person_s_language_and_nothing_is_kept_yet(
    manager: Client, language: str, words: str
) -> None:
    decision = a_draft(language=language)
    reason = Reason.objects.create(words="À préciser.", words_en="To be clearer.")
    address = reverse("applications:decision", args=[decision.pk])

    answer = manager.post(address, {"outcome": "refused", "reason": "Déjà écrit.", "insert": reason.pk})

    decision.refresh_from_db()
    assert answer.context["form"]["reason"].value() == f"Déjà écrit.\n{words}"
    assert decision.reason == ""


def test_only_reasons_for_this_decision_are_offered(manager: Client) -> None:
    decision = a_draft()
    a_reason(words="Pour tous.")
    a_reason(words="Pour les refus.", outcome="refused")
    a_reason(words="Pour les admissions.", outcome="admitted")

    page = manager.get(reverse("applications:decision", args=[decision.pk])).text

    assert "Pour tous." in page
    assert "Pour les refus." in page
    assert "Pour les admissions." not in page


def test_the_list_reads_with_the_same_queries_for_one_reason_or_three(manager: Client) -> None:
    assert_same_budget(manager, reverse("applications:reasons"), a_reason)
