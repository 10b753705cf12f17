"""Five people in one amphi, each at their own browser: one picks, one is away, one is cut off, two want one place."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from cohorts.actions.live.absences import mark_absent
from cohorts.actions.live.choose import pick
from cohorts.models import How, Pick
from cohorts.room import reading
from portal.people.models import Role
from tests.browser.visit import PHONE, Visit, visiting
from tests.build import NOON, a_person
from tests.cohorts.rooms import Session, a_session

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_noon")]
PICKS, AWAY, CUT, FIRST, SECOND = range(5)


@pytest.fixture
def session(transactional_db: None) -> Session:
    """Five people; the last place of the third post is wanted by two."""
    reading.forget()
    made = a_session(people=5, capacity=(1, 1, 2, 1, 1))
    mark_absent(amphi=made.amphi, trainee=made.trainees[AWAY], by=made.trainees[AWAY].person, at=NOON)
    return made.starts()


@pytest.fixture
def visits(chromium: Browser, site: str, session: Session) -> Iterator[list[Visit]]:
    with ExitStack() as open_doors:
        yield [open_doors.enter_context(visiting(chromium, site, one.person)) for one in session.trainees]


def test_five_people_choose_without_losing_anything(
    chromium: Browser, site: str, session: Session, visits: list[Visit]
) -> None:
    pages = [visit.page for visit in visits]
    for visit in visits:
        visit.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain mapping
        visit.open("/mon-amphi/")
    with visiting(chromium, site, a_person(Role.MANAGER)) as wall:
        wall.open(f"/amphi/{session.amphi.pk}/ecran/")
        expect(wall.page.locator("h1")).to_have_text("Rang 1")
        pages[CUT].context.set_offline(True)

        choose(pages[PICKS], session, 0)
        expect(wall.page.locator("h1")).to_have_text("Rang 3")
        expect(wall.page.locator("main")).to_contain_text(where(session, 1))

    expect(pages[AWAY].locator("main")).to_contain_text("vos vœux ont parlé pour vous")
    expect(pages[CUT].get_by_text("Connexion perdue")).to_be_visible()
    pages[CUT].context.set_offline(False)
    expect(pages[CUT].locator("main")).to_contain_text("À vous de choisir")
    expect(pages[CUT].get_by_text("Connexion perdue")).to_be_hidden()
    choose(pages[CUT], session, 2)

    race(pages, session)
    assert [one.how for one in Pick.objects.order_by("pk")] == [How.OWN, How.PROXY, How.OWN, How.OWN]
    flaws = {
        page: visit.flaws() for page, visit in zip(("picks", "away", "cut", "first", "second"), visits, strict=True)
    }
    assert {
        page: [flaw for flaw in found if "ERR_INTERNET" not in flaw and "409" not in flaw]
        for page, found in flaws.items()
    } == {page: [] for page in flaws}


def race(pages: list[Page], session: Session) -> None:
    """Both are about to confirm the same last place: the first in the order wins, the other is told at once."""
    first, second = pages[FIRST], pages[SECOND]
    expect(first.locator("main")).to_contain_text("À vous de choisir")
    last = session.posts[2]
    first.locator(f"#wish-choose-{last.pk}").click()
    second.goto(second.url)
    first.get_by_role("button", name="Confirmer ce choix").click()
    expect(first.locator("main")).to_contain_text("Votre tour est passé")
    expect(second.locator("main")).to_contain_text("À vous de choisir")
    expect(second.locator("main")).to_contain_text("dernière place au rang 4")
    expect(second.locator(f"#wish-choose-{last.pk}")).to_have_count(0)


def choose(page: Page, session: Session, post: int) -> None:
    page.locator(f"#wish-choose-{session.posts[post].pk}").click()
    page.get_by_role("button", name="Confirmer ce choix").click()
    expect(page.locator("main")).to_contain_text("Vous avez fait ce choix à votre tour.")


def where(session: Session, post: int) -> str:
    regiment = session.posts[post].regiment
    return f"{regiment}, {regiment.garrison}"


def test_a_choice_already_gone_is_refused_at_once_with_what_is_left(
    chromium: Browser, site: str, session: Session
) -> None:
    """The same person twice: the second window confirms what the first has settled."""
    trainee = session.trainees[PICKS]
    with visiting(chromium, site, trainee.person) as visit:
        visit.open(f"/mon-amphi/?choisir={session.posts[0].pk}")
        with visit.page.expect_request("**/mon-amphi/**"):
            pick(amphi=session.amphi, trainee=trainee, post=session.posts[3], by=trainee.person, at=NOON)
        expect(visit.page.locator("main")).to_contain_text("Vous avez fait ce choix à votre tour.")
        expect(visit.page.locator("main")).to_contain_text(where(session, 3))


def test_the_pages_of_the_room_have_no_barrier(chromium: Browser, site: str, session: Session) -> None:
    with visiting(chromium, site, a_person(Role.MANAGER)) as wall:
        wall.open(f"/amphi/{session.amphi.pk}/ecran/")
        assert wall.flaws() == []
    with visiting(chromium, site, session.trainees[PICKS].person) as visit:
        for path in ("/mon-amphi/", f"/mon-amphi/?choisir={session.posts[0].pk}"):
            visit.open(path)
            assert visit.flaws() == []


def test_without_script_one_chooses_by_reloading(chromium: Browser, site: str, session: Session) -> None:
    with visiting(chromium, site, session.trainees[PICKS].person, javascript=False) as visit:
        visit.open("/mon-amphi/")
        choose(visit.page, session, 0)
        visit.page.get_by_role("link", name="Actualiser").click()
        expect(visit.page.locator("main")).to_contain_text("Votre tour est passé")
