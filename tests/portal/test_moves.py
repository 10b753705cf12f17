from datetime import datetime

import pytest

from applications import lifecycle
from applications.lifecycle import State
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove, move, move_many
from tests.build import an_application

pytestmark = pytest.mark.django_db


def test_a_step_changes_the_state_and_leaves_its_trace(noon: datetime) -> None:
    draft = an_application()

    moved = move(draft, lifecycle.SUBMIT, by=draft.candidate, at=noon, submitted_at=noon)

    entry = Entry.objects.get()
    assert (moved.state, moved.submitted_at) == (State.SUBMITTED, noon)
    assert (entry.event, entry.facts) == (
        "applications.application.submit",
        {"origin": "draft", "target": "submitted"},
    )


def test_a_step_from_the_wrong_state_is_refused_in_words(noon: datetime) -> None:
    refused = an_application(state=State.REFUSED)

    with pytest.raises(IllegalMove, match="Non retenue"):
        move(refused, lifecycle.SUBMIT, by=None, at=noon)

    assert not Entry.objects.exists()


def test_many_move_together_or_not_at_all(noon: datetime) -> None:
    eligible, draft = an_application(state=State.ELIGIBLE), an_application()

    with pytest.raises(IllegalMove):
        move_many([eligible, draft], lifecycle.ADMIT, by=None, at=noon)

    eligible.refresh_from_db()
    assert (eligible.state, Entry.objects.count()) == (State.ELIGIBLE, 0)


def test_many_move_in_a_fixed_number_of_queries(noon: datetime, django_assert_max_num_queries) -> None:
    eligible = [an_application(state=State.ELIGIBLE) for _ in range(5)]

    with django_assert_max_num_queries(3):
        move_many(eligible, lifecycle.ADMIT, by=None, at=noon)

    assert Entry.objects.count() == 5
