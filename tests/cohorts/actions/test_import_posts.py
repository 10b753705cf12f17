from datetime import datetime
from pathlib import Path

import pytest

from cohorts import demo
from cohorts.actions import amphi, import_posts, publish_placements
from cohorts.actions.import_posts import Effect
from cohorts.models import Cohort, Post, Regiment, Wish
from portal.journal.models import Entry
from portal.people.models import Role
from portal.web.spreadsheet import Unreadable
from tests.build import a_cohort, a_person, a_trainee

pytestmark = pytest.mark.django_db
REAL = (Path(demo.__file__).parent / "regiments.csv").read_text("utf-8")
HEADER = "short_name,name,branch,branch_school,garrison,department,lat,lon,capacity,section,supervisor_email"
LINE = "6e RG,6e régiment du génie,génie,École du génie,Angers,49,47.47,-0.55,2,1re section,"


def a_file(*lines: str, header: str = HEADER) -> str:
    return "\n".join((header, *lines))


def errors_of(*lines: str, by: Role = Role.MANAGER) -> list[str]:
    planned = import_posts.plan(text=a_file(*lines), cohort=a_cohort(), by=a_person(by))
    return [error for row in planned.rows for error in row.errors]


def place(cohort: Cohort, at: datetime) -> None:
    Wish.objects.create(trainee=a_trainee(cohort=cohort), post=cohort.posts.get(), position=1)
    manager = a_person(Role.MANAGER)
    publish_placements.publish(run=amphi.draft(cohort=cohort, by=manager, at=at), by=manager, at=at)


def test_the_61_real_regiments_are_imported_with_their_posts(noon: datetime) -> None:
    cohort = a_cohort()

    planned = import_posts.apply(text=REAL, cohort=cohort, by=a_person(Role.MANAGER), at=noon)

    assert planned.counts == {Effect.NEW: 61}
    assert (Regiment.objects.count(), cohort.posts.count()) == (61, 61)
    assert Entry.objects.filter(event="cohorts.regiment.import").count() == 61


def test_the_same_file_twice_changes_nothing(noon: datetime) -> None:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    import_posts.apply(text=REAL, cohort=cohort, by=manager, at=noon)
    before = Entry.objects.count()

    again = import_posts.apply(text=REAL, cohort=cohort, by=manager, at=noon)

    assert again.counts == {Effect.UNCHANGED: 61}
    assert Entry.objects.count() == before


def test_the_dry_run_writes_nothing_and_says_what_would_change(noon: datetime) -> None:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    import_posts.apply(text=a_file(LINE), cohort=cohort, by=manager, at=noon)

    planned = import_posts.plan(text=a_file(LINE.replace(",2,", ",3,")), cohort=cohort, by=manager)

    assert planned.rows[0].changes == ("places\u00a0: 2 devient 3",)
    assert Post.objects.get().capacity == 2


def test_what_the_file_leaves_empty_stays(noon: datetime) -> None:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    import_posts.apply(text=a_file(LINE), cohort=cohort, by=manager, at=noon)

    planned = import_posts.apply(
        text=a_file(LINE.replace(",2,1re section,", ",,,")), cohort=cohort, by=manager, at=noon
    )

    assert planned.counts == {Effect.UNCHANGED: 1}
    assert (Post.objects.get().capacity, Post.objects.get().section) == (2, "1re section")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (LINE.replace(",génie,", ",marine,"), "Arme\u00a0: «\u00a0marine\u00a0» n’est pas connu"),
        (LINE.replace(",2,", ",-1,"), "Places\u00a0: «\u00a0-1\u00a0» n’est pas un nombre entre 0 et 99"),
        (LINE.replace("47.47", "91"), "Latitude\u00a0: «\u00a091\u00a0» n’est pas en France"),
        (LINE.replace("-0.55", "nan"), "Longitude\u00a0: «\u00a0nan\u00a0» n’est pas en France"),
        (LINE + "personne@example.org", "Aucun chef de section n’a l’adresse personne@example.org"),
        (LINE.replace("Angers", ""), "Garnison\u00a0: la case est vide"),
        (LINE.replace(",49,", ",49000,"), "Département\u00a0: 3 caractères au plus"),
        (LINE + ",de trop", "Cette ligne a 12 cases"),
    ],
)
def test_each_mistake_is_said_on_its_line(line: str, words: str) -> None:
    (error,) = errors_of(line)

    assert words in error


def test_a_regiment_named_twice_is_refused_on_both_lines() -> None:
    assert [error for error in errors_of(LINE, LINE) if "deux fois" in error] != []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (a_file(LINE, header=HEADER.replace("lat,", "")), "Il manque des en-têtes\u00a0: Latitude"),
        (a_file(LINE, header=HEADER + ",couleur"), "ne sont pas connus\u00a0: couleur"),
        (a_file(LINE, header=HEADER + ",lat"), "deux fois"),
        (a_file(), "pas de ligne"),
        (a_file('"' + LINE), "guillemet"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        import_posts.plan(text=text, cohort=None, by=a_person(Role.MANAGER))


def test_with_one_error_nothing_is_imported(noon: datetime) -> None:
    wrong = LINE.replace("6e RG,", "7e RG,").replace(",génie,", ",marine,")

    with pytest.raises(import_posts.CannotImport, match="rien n’a été importé"):
        import_posts.apply(text=a_file(LINE, wrong), cohort=a_cohort(), by=a_person(Role.MANAGER), at=noon)

    assert not Regiment.objects.exists()


def test_a_liaison_answers_for_the_regiments_they_bring(noon: datetime) -> None:
    liaison = a_person(Role.LIAISON)

    import_posts.apply(text=a_file(LINE), cohort=a_cohort(), by=liaison, at=noon)

    assert list(liaison.regiments.values_list("short_name", flat=True)) == ["6e RG"]


def test_a_liaison_does_not_change_the_regiment_of_another(noon: datetime) -> None:
    cohort = a_cohort()
    import_posts.apply(text=a_file(LINE), cohort=cohort, by=a_person(Role.LIAISON), at=noon)

    planned = import_posts.plan(text=a_file(LINE.replace(",2,", ",5,")), cohort=cohort, by=a_person(Role.LIAISON))

    assert "pas le vôtre" in planned.rows[0].errors[0]


def test_places_never_go_below_those_already_given(noon: datetime) -> None:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    import_posts.apply(text=a_file(LINE), cohort=cohort, by=manager, at=noon)
    place(cohort, noon)

    planned = import_posts.plan(text=a_file(LINE.replace(",2,", ",0,")), cohort=cohort, by=manager)

    assert "gardez au moins autant de places" in planned.rows[0].errors[0]


def test_a_formula_kept_as_text_by_an_export_comes_back_as_it_was(noon: datetime) -> None:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)

    import_posts.apply(text=a_file(LINE.replace("1re section", "'=1+1")), cohort=cohort, by=manager, at=noon)

    assert Post.objects.get().section == "=1+1"
