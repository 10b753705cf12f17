from datetime import datetime, timedelta

import pytest

from applications.actions.save import ChangedElsewhere, NotEditable, Seen, save
from applications.files import sections
from applications.lifecycle import State
from applications.models import Branch
from portal.journal.models import Entry
from tests.build import a_campaign, a_correction, an_application

pytestmark = pytest.mark.django_db

ORDER = [Branch.ENGINEERS, Branch.CAVALRY, Branch.INFANTRY, Branch.ARTILLERY]


def test_keeps_the_answer_and_counts_the_change(noon: datetime) -> None:
    draft = an_application()

    saved = save(
        application=draft, section=sections.MOTIVATION, values={"motivation": "Agir."}, by=draft.candidate, at=noon
    )

    draft.refresh_from_db()
    assert (draft.motivation, saved.version, draft.saved_at) == ("Agir.", 2, noon)


def test_writes_down_which_answers_changed_and_not_what_they_say(noon: datetime) -> None:
    draft = an_application()

    save(application=draft, section=sections.MOTIVATION, values={"motivation": "Agir."}, by=draft.candidate, at=noon)

    assert Entry.objects.get().facts == {"section": "motivation", "fields": ["motivation"], "version": 2, "window": ""}


def test_saving_the_same_answer_again_changes_nothing(noon: datetime) -> None:
    draft = an_application()

    save(
        application=draft,
        section=sections.MOTIVATION,
        values={"motivation": draft.motivation},
        by=draft.candidate,
        at=noon,
    )

    draft.refresh_from_db()
    assert (draft.version, Entry.objects.count()) == (1, 0)


def test_ranks_the_branches_and_ranks_them_anew(noon: datetime) -> None:
    draft = an_application()

    for order in (list(Branch), ORDER):
        save(application=draft, section=sections.BRANCHES, values={"wishes": order}, by=draft.candidate, at=noon)

    assert list(draft.branch_wishes.values_list("branch", flat=True)) == ORDER


def test_equality_data_stay_apart_from_the_file(noon: datetime) -> None:
    draft = an_application()

    save(application=draft, section=sections.EQUALITY, values={"sex": "woman"}, by=draft.candidate, at=noon)

    assert draft.equality.sex == "woman"


def test_a_window_is_told_when_another_saved_the_same_part(noon: datetime) -> None:
    draft = an_application()
    one, other = Seen(1, "one"), Seen(1, "other")

    save(
        application=draft,
        section=sections.MOTIVATION,
        values={"motivation": "Une."},
        by=draft.candidate,
        at=noon,
        seen=one,
    )

    with pytest.raises(ChangedElsewhere):
        save(
            application=draft,
            section=sections.MOTIVATION,
            values={"motivation": "Deux."},
            by=draft.candidate,
            at=noon,
            seen=other,
        )
    draft.refresh_from_db()
    assert draft.motivation == "Une."


@pytest.mark.parametrize(
    ("section", "window"),
    [(sections.EXPERIENCE, "other"), (sections.MOTIVATION, "one")],
    ids=["another part of the file", "the same window, its last answer still on the way"],
)
def test_nobody_is_told_of_a_conflict_that_is_none(section: sections.Section, window: str, noon: datetime) -> None:
    draft = an_application()
    save(
        application=draft,
        section=sections.MOTIVATION,
        values={"motivation": "Une."},
        by=draft.candidate,
        at=noon,
        seen=Seen(1, "one"),
    )

    saved = save(
        application=draft,
        section=section,
        values={section.fields[0]: "Deux."},
        by=draft.candidate,
        at=noon,
        seen=Seen(1, window),
    )

    assert saved.version == 3


def test_a_file_handed_in_stays_open_until_the_deadline(noon: datetime) -> None:
    handed_in = an_application(state=State.SUBMITTED)

    saved = save(
        application=handed_in,
        section=sections.MOTIVATION,
        values={"motivation": "Mieux."},
        by=handed_in.candidate,
        at=handed_in.campaign.closes_at - timedelta(microseconds=1),
    )

    assert saved.motivation == "Mieux."


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_everything_is_refused_from_the_closing_instant(state: State, noon: datetime) -> None:
    application = an_application(state=state, campaign=a_campaign(closes_in=timedelta(0)))

    with pytest.raises(NotEditable):
        save(
            application=application,
            section=sections.MOTIVATION,
            values={"motivation": "Tard."},
            by=application.candidate,
            at=noon,
        )

    assert not Entry.objects.exists()


def test_a_file_already_checked_is_no_longer_changed_even_before_the_deadline(noon: datetime) -> None:
    checked = an_application(state=State.ELIGIBLE)

    with pytest.raises(NotEditable):
        save(application=checked, section=sections.IDENTITY, values={"phone": "0"}, by=checked.candidate, at=noon)


def test_after_the_deadline_only_what_the_school_asks_can_change(noon: datetime) -> None:
    application = an_application(state=State.SUBMITTED, campaign=a_campaign(closes_in=timedelta(0)))
    a_correction(application, section=sections.STUDIES.code)

    saved = save(
        application=application,
        section=sections.STUDIES,
        values={"speciality": "Matériaux"},
        by=application.candidate,
        at=noon,
    )

    assert saved.speciality == "Matériaux"
    with pytest.raises(NotEditable):
        save(
            application=application,
            section=sections.MOTIVATION,
            values={"motivation": "Aussi."},
            by=application.candidate,
            at=noon,
        )


def test_a_correction_is_no_longer_possible_after_its_own_date(noon: datetime) -> None:
    application = an_application(state=State.SUBMITTED, campaign=a_campaign(closes_in=timedelta(0)))
    correction = a_correction(application, section=sections.STUDIES.code)

    with pytest.raises(NotEditable):
        save(
            application=application,
            section=sections.STUDIES,
            values={"speciality": "Matériaux"},
            by=application.candidate,
            at=correction.due_at,
        )
