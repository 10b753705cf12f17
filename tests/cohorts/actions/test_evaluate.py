from datetime import datetime
from functools import partial

import pytest

from cohorts import lifecycle
from cohorts.actions import evaluate
from cohorts.models import Axis, Evaluation
from portal.journal import moves
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from portal.outbox.models import Letter
from portal.people.models import User
from tests.build import an_evaluation
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db
EVERY_AXIS = {axis.value: 3 for axis in Axis}


def kept(evaluation: Evaluation, at: datetime, levels: dict[str, int], strengths: str = "") -> Evaluation:
    by = evaluation.supervisor
    return evaluate.save(evaluation=evaluation, levels=levels, strengths=strengths, advice="", by=by, at=at)


def test_the_first_word_starts_it_and_a_new_level_replaces_the_old_one(noon: datetime) -> None:
    evaluation = an_evaluation()
    kept(evaluation, noon, {Axis.COMMAND: 2})

    saved = kept(evaluation, noon, {Axis.COMMAND: 4}, strengths="Décide à temps.")

    assert (saved.state, saved.saved_at, saved.strengths) == (lifecycle.Evaluation.STARTED, noon, "Décide à temps.")
    assert list(saved.marks.values_list("axis", "level")) == [(Axis.COMMAND, 4)]
    assert Entry.objects.filter(event="cohorts.evaluation.start").count() == 1


def test_it_is_handed_in_with_a_level_on_every_axis(noon: datetime) -> None:
    evaluation = an_evaluation()
    kept(evaluation, noon, {Axis.COMMAND: 2})

    with pytest.raises(evaluate.EvaluationIncomplete, match="5 axes"):
        evaluate.submit(evaluation=evaluation, by=evaluation.supervisor, at=noon)

    assert not Letter.objects.exists()


def test_handed_in_it_is_written_down_and_told_to_the_trainee(noon: datetime) -> None:
    evaluation = an_evaluation(level=3)

    done = evaluate.submit(evaluation=evaluation, by=evaluation.supervisor, at=noon)

    letter = Letter.objects.get()
    assert (done.state, done.submitted_at) == (lifecycle.Evaluation.SUBMITTED, noon)
    assert (letter.kind, letter.to) == ("cohorts/evaluation_received", evaluation.trainee.person)
    assert Entry.objects.get(event="cohorts.evaluation.submit").by == evaluation.supervisor


def test_handed_in_it_changes_no_more(noon: datetime) -> None:
    evaluation = an_evaluation(level=3, state=lifecycle.Evaluation.SUBMITTED)

    with pytest.raises(IllegalMove, match="remis"):
        kept(evaluation, noon, {Axis.COMMAND: 5})
    with pytest.raises(IllegalMove):
        evaluate.submit(evaluation=evaluation, by=evaluation.supervisor, at=noon)


def handed_in_at_once(evaluation: Evaluation, by: User, at: datetime) -> list[str]:
    def press() -> str:
        return evaluate.submit(evaluation=Evaluation.objects.get(pk=evaluation.pk), by=by, at=at).state

    return sorted(at_once([partial(press)] * 2))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_handed_in_twice_at_once_it_is_handed_in_once(noon: datetime) -> None:
    evaluation = an_evaluation(level=3)

    assert handed_in_at_once(evaluation, evaluation.supervisor, noon) == [REFUSED, lifecycle.Evaluation.SUBMITTED]
    assert Entry.objects.filter(event="cohorts.evaluation.submit").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_be_handed_in_twice(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the guard is in the row that `move` locks."""
    evaluation = an_evaluation(level=3)
    manager = type(Evaluation._default_manager)
    monkeypatch.setattr(manager, "select_for_update", lambda self, **_: self.get_queryset())
    meet_after(monkeypatch, moves, "_refuse_unless_open", hands=2)

    assert handed_in_at_once(evaluation, evaluation.supervisor, noon) == [lifecycle.Evaluation.SUBMITTED] * 2
    assert Entry.objects.filter(event="cohorts.evaluation.submit").count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_it_is_handed_in_comes_before_or_not_at_all(noon: datetime) -> None:
    evaluation = an_evaluation(level=3)
    by = evaluation.supervisor

    def write() -> str:
        return kept(Evaluation.objects.get(pk=evaluation.pk), noon, EVERY_AXIS | {Axis.COMMAND: 5}).state

    def hand_in() -> str:
        return evaluate.submit(evaluation=Evaluation.objects.get(pk=evaluation.pk), by=by, at=noon).state

    wrote, _ = at_once([write, hand_in])

    level = evaluation.marks.get(axis=Axis.COMMAND).level
    assert (level == 3) == (wrote == REFUSED)
    assert Evaluation.objects.get().state == lifecycle.Evaluation.SUBMITTED
