from contextlib import suppress
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import lifecycle
from applications.actions import read
from applications.actions import reweigh as actions
from applications.actions.reweigh import GridReplaced, NothingReweighed, Part, preview, reweigh
from applications.actions.totals import review_total
from applications.lifecycle import Phase, State
from applications.models import Application, Criterion, Review, Rubric, Score
from portal.journal.models import Entry
from portal.journal.moves import Refusal
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.build import a_campaign, a_person, a_review, a_rubric, an_application
from tests.races import at_once, meet_after

pytestmark = pytest.mark.django_db

ONE, FOUR = Decimal(1), Decimal(4)


@pytest.fixture
def rubric() -> Rubric:
    """Two criteria of weights 1 and 2, in a campaign of one place."""
    return a_rubric(a_campaign(places=1))


def parts(rubric: Rubric, *weights: Decimal | int) -> dict[int, Part]:
    return {
        one.pk: Part(Decimal(weight), weight > 0) for one, weight in zip(rubric.criteria.all(), weights, strict=True)
    }


def a_scored_file(rubric: Rubric, *levels: int | None) -> Review:
    """Read by one person, who gave these levels and handed them in."""
    application = an_application(state=State.ELIGIBLE, campaign=rubric.campaign)
    review = a_review(application, rubric=rubric, state=lifecycle.Review.SUBMITTED)
    for criterion, level in zip(rubric.criteria.all(), levels, strict=True):
        Score.objects.create(review=review, criterion=criterion, value=level, not_applicable=level is None)
    total = review_total(criteria=rubric.criteria.all(), scores=review.scores.all())
    Review.objects.filter(pk=review.pk).update(total=total)
    Application.objects.filter(pk=application.pk).update(
        reading_total=total, total=total, reviews_done=1, reviews_expected=1
    )
    return Review.objects.get(pk=review.pk)


def change(rubric: Rubric, at: datetime, *weights: int, by: User | None = None) -> Rubric:
    return reweigh(
        rubric=rubric, weights=parts(rubric, *weights), reason="Trop d’écrit.", by=by or a_person(Role.MANAGER), at=at
    )


# -- It does


def test_new_weights_make_a_new_version_and_keep_every_level(rubric: Rubric, noon: datetime) -> None:
    review = a_scored_file(rubric, 5, 1)

    revised = change(rubric, noon, 4, 1)

    review.refresh_from_db()
    assert (revised.version, review.rubric) == (2, revised)
    assert [(score.criterion.root, score.value) for score in review.scores.all()] == [
        (one.pk, level) for one, level in zip(rubric.criteria.all(), (5, 1), strict=True)
    ]
    assert [one.anchors.count() for one in revised.criteria.all()] == [5, 5]


def test_readings_and_files_are_totalled_anew(rubric: Rubric, noon: datetime) -> None:
    review = a_scored_file(rubric, 5, 1)

    change(rubric, noon, 4, 1)

    review.refresh_from_db()
    assert review.total == Decimal(80)
    assert (review.application.reading_total, review.application.total) == (Decimal(80), Decimal(80))


def test_a_criterion_taken_out_of_the_total_stays_shown(rubric: Rubric, noon: datetime) -> None:
    review = a_scored_file(rubric, 5, 1)

    revised = change(rubric, noon, 4, 0)

    review.refresh_from_db()
    assert review.total == Decimal(100)
    assert review.scores.count() == 2
    assert [one.counted for one in revised.criteria.all()] == [True, False]


def test_what_could_not_be_judged_is_still_no_zero(rubric: Rubric, noon: datetime) -> None:
    review = a_scored_file(rubric, 5, None)

    change(rubric, noon, 1, 4)

    review.refresh_from_db()
    assert review.total == Decimal(100)


def test_a_second_change_still_knows_the_first_criterion(rubric: Rubric, noon: datetime) -> None:
    a_scored_file(rubric, 5, 1)

    third = change(change(rubric, noon, 4, 1), noon, 3, 1)

    assert [one.root for one in third.criteria.all()] == [one.pk for one in rubric.criteria.all()]


@pytest.mark.parametrize("levels", [(1, 5), (2, 3), (4, 4), (5, 2), (3, None)])
def test_the_total_is_the_one_a_reader_would_get(rubric: Rubric, levels: tuple[int, ...], noon: datetime) -> None:
    review = a_scored_file(rubric, *levels)

    revised = change(rubric, noon, 3, 7)

    review.refresh_from_db()
    assert review.total == review_total(criteria=revised.criteria.all(), scores=review.scores.all())


def test_it_costs_the_same_for_one_or_three(rubric: Rubric, noon: datetime) -> None:
    manager = a_person(Role.MANAGER)

    def cost(rubric: Rubric, *weights: int) -> tuple[int, Rubric]:
        with CaptureQueriesContext(connection) as captured:
            revised = change(rubric, noon, *weights, by=manager)
        return len(captured), revised

    a_scored_file(rubric, 5, 1)
    few, revised = cost(rubric, 4, 1)
    for _ in range(3):
        a_scored_file(revised, 1, 5)

    assert cost(revised, 1, 4)[0] == few


# -- It says before


def test_the_preview_names_who_enters_and_who_leaves_and_writes_nothing(rubric: Rubric) -> None:
    second, first = a_scored_file(rubric, 5, 1), a_scored_file(rubric, 1, 5)

    effect = preview(rubric=rubric, weights=parts(rubric, 4, 1))

    assert (effect.enter, effect.leave) == ([second.application], [first.application])
    assert (effect.readings, effect.moved, effect.ranking.tau) == (2, 2, -1)
    assert Rubric.objects.count() == 1


def test_the_preview_tells_of_readings_that_say_nothing_of_a_criterion_that_begins_to_count(rubric: Rubric) -> None:
    last = rubric.criteria.last()
    Criterion.objects.filter(pk=last.pk).update(counted=False)
    review = a_scored_file(rubric, 5, 1)
    review.scores.filter(criterion=last).delete()

    assert preview(rubric=rubric, weights=parts(rubric, 1, 1)).unscored == [(last.name, 1)]


# -- It records, and tells nobody


def test_the_journal_says_what_each_criterion_weighed_and_weighs(rubric: Rubric, noon: datetime) -> None:
    a_scored_file(rubric, 5, 1)
    manager = a_person(Role.MANAGER)

    change(rubric, noon, 4, 0, by=manager)

    entry = Entry.objects.get(event="applications.rubric.reweigh")
    assert entry.by == manager
    assert entry.facts["changed"] == ["Critère 0 : 1 → 4", "Critère 1 : 2 → hors du total"]
    assert entry.facts["reason"] == "Trop d’écrit."
    assert not Letter.objects.exists()


# -- It refuses


@pytest.mark.parametrize("weights", [(1, 2), (0, 0)], ids=["the same", "nothing counts"])
def test_a_change_that_changes_nothing_or_counts_nothing_is_refused(rubric: Rubric, weights, noon: datetime) -> None:
    a_scored_file(rubric, 5, 1)

    with pytest.raises(NothingReweighed):
        change(rubric, noon, *weights)


def test_a_grid_already_replaced_is_refused(rubric: Rubric, noon: datetime) -> None:
    a_scored_file(rubric, 5, 1)
    change(rubric, noon, 4, 1)

    with pytest.raises(GridReplaced):
        change(rubric, noon, 3, 1)


@pytest.mark.parametrize("phase", [Phase.INTERVIEWS, Phase.JURY, Phase.CLOSED])
def test_weights_do_not_change_once_the_jury_is_near(phase: Phase, noon: datetime) -> None:
    rubric = a_rubric(a_campaign(phase=phase))
    a_scored_file(rubric, 5, 1)

    with pytest.raises(Refusal):
        change(rubric, noon, 4, 1)


# -- Two at once


def a_reading_under_way(rubric: Rubric) -> Review:
    a_scored_file(rubric, 3, 3)
    return a_review(
        an_application(state=State.ELIGIBLE, campaign=rubric.campaign), rubric=rubric, state=lifecycle.Review.STARTED
    )


def save_while_weights_change(rubric: Rubric, at: datetime) -> Review:
    review = a_reading_under_way(rubric)
    review = Review.objects.select_related("rubric").get(pk=review.pk)
    marks = {one.pk: 4 for one in rubric.criteria.all()}
    manager = a_person(Role.MANAGER)
    answers = at_once(
        [
            lambda: read.save(review=review, by=review.reviewer, at=at, marks=marks).pk,
            lambda: reweigh(rubric=rubric, weights=parts(rubric, 4, 1), reason="x", by=manager, at=at).pk,
        ]
    )
    assert "refused" not in answers
    return Review.objects.get(pk=review.pk)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_reader_who_saves_while_weights_change_loses_nothing(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    rubric = a_rubric(a_campaign())
    meet_after(monkeypatch, actions, "_held", 2)

    review = save_while_weights_change(rubric, noon)

    assert sorted(review.scores.values_list("criterion__rubric", "value")) == [(review.rubric_id, 4)] * 2
    assert review.rubric.version == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_levels_would_stay_behind(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: nobody holds the readings, and the save falls between reading and moving them."""
    rubric = a_rubric(a_campaign())
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *_args, **_kwargs: self)
    meet_after(monkeypatch, actions, "_attach", 2)
    meet_after(monkeypatch, read, "_held", 2)

    with suppress(AssertionError):
        review = save_while_weights_change(rubric, noon)
        assert {score.criterion.rubric_id for score in review.scores.all()} != {review.rubric_id}
        return
    pytest.fail("the race shows nothing")


def test_marks_made_on_the_old_grid_go_to_the_same_criteria_of_the_new_one(rubric: Rubric, noon: datetime) -> None:
    review = a_reading_under_way(rubric)
    review = Review.objects.select_related("rubric").get(pk=review.pk)
    marks = {one.pk: 4 for one in rubric.criteria.all()}
    revised = change(rubric, noon, 4, 1)

    read.save(review=review, by=review.reviewer, at=noon, marks=marks)

    assert {score.criterion.rubric_id for score in review.scores.all()} == {revised.pk}


# -- The pages


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


def typed(rubric: Rubric, *weights: int) -> dict[str, object]:
    return {
        name: value
        for one, weight in zip(rubric.criteria.all(), weights, strict=True)
        for name, value in ((f"weight-{one.pk}", weight), (f"counted-{one.pk}", "on"))
    }


def test_a_page_left_open_by_a_reader_still_saves_after_the_change(
    rubric: Rubric, client: Client, noon: datetime
) -> None:
    review = a_reading_under_way(rubric)
    client.force_login(review.reviewer)
    first = rubric.criteria.first()
    change(rubric, noon, 4, 1)

    client.post(
        reverse("applications:review", args=[review.pk]),
        {f"criterion-{first.pk}": "4", "comment": ""},
        headers={"HX-Request": "true"},
    )

    assert [(score.criterion.root, score.value) for score in review.scores.all()] == [(first.pk, 4)]


def test_the_effect_is_shown_then_put_in_place(rubric: Rubric, client: Client, manager: User) -> None:
    second, _first = a_scored_file(rubric, 5, 1), a_scored_file(rubric, 1, 5)
    where = reverse("applications:weights", args=[rubric.pk])

    page = client.get(where, typed(rubric, 4, 1)).text
    assert second.application.full_name in page

    answer = client.post(where, {**typed(rubric, 4, 1), "reason": "Trop d’écrit."}, follow=True)
    assert "Critère 0 : 1 → 4" in answer.text
    assert Rubric.objects.first().reason == "Trop d’écrit."


def test_next_year_starts_from_this_year_s_grid(rubric: Rubric, client: Client, manager: User) -> None:
    campaign = a_campaign(phase=Phase.ELIGIBILITY)

    client.post(reverse("applications:start_rubric", args=[campaign.pk]), {"last": "1"})

    copied = campaign.rubrics.get()
    assert [one.name for one in copied.criteria.all()] == [one.name for one in rubric.criteria.all()]
    assert {one.same_as for one in copied.criteria.all()} == {None}


def test_the_versions_of_a_campaign_without_a_grid_say_where_to_begin(client: Client, manager: User) -> None:
    page = client.get(reverse("applications:rubric_versions", args=[a_campaign().pk]))

    assert "n’a pas encore de grille" in page.text
