"""A trainee ranks the regiments: by dragging, by keyboard, without script, in two windows."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from applications.models import Branch
from cohorts.models import Trainee, Wish
from tests.browser.visit import PHONE, Visit, visiting
from tests.build import a_cohort, a_post, a_regiment, a_trainee

pytestmark = pytest.mark.browser
WISHES = "/mes-voeux/"


def asked(trainee: Trainee) -> list[str]:
    return list(trainee.wishes.order_by("position").values_list("post__regiment__short_name", flat=True))


@pytest.fixture
def trainee(transactional_db: None) -> Trainee:
    """Thirty wishes in four branches."""
    cohort = a_cohort()
    trainee = a_trainee(cohort=cohort)
    posts = [a_post(cohort=cohort, regiment=a_regiment(branch=branch)) for branch in Branch for _ in range(8)]
    Wish.objects.bulk_create(Wish(trainee=trainee, post=post, position=n) for n, post in enumerate(posts[:30], 1))
    return trainee


@pytest.fixture
def visit(chromium: Browser, site: str, trainee: Trainee) -> Iterator[Visit]:
    with visiting(chromium, site, trainee.person) as visit:
        visit.open(WISHES)
        yield visit


def test_wishes_are_ranked_by_keyboard_and_by_dragging(visit: Visit, trainee: Trainee) -> None:
    one, two, three, *rest = asked(trainee)
    page = visit.page
    grips = page.locator(".g-grip")

    grips.nth(1).focus()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("ArrowUp")
    expect(page.locator("#saved")).to_contain_text("Enregistré à")
    assert asked(trainee) == [two, one, three, *rest]
    grips.nth(2).hover()
    page.mouse.down()
    top = page.locator(".g-rank > li").first.bounding_box()
    assert top
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.mouse.move(top["x"] + 20, top["y"] + 4, steps=8)
        page.mouse.up()
    expect(page.locator("#version")).to_have_value("2")

    assert asked(trainee) == [three, two, one, *rest]
    assert visit.flaws() == []


def test_a_branch_is_moved_with_its_regiments_and_the_list_beside_follows(visit: Visit, trainee: Trainee) -> None:
    before = asked(trainee)
    visit.open(WISHES + "?way=branch")
    page = visit.page

    page.locator(".g-rank > li > .g-grip").first.focus()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#expanded li").first).to_contain_text(before[8])

    assert asked(trainee) == before[8:16] + before[:8] + before[16:]
    assert visit.flaws() == []


def test_thirty_wishes_are_ranked_on_a_phone_without_script(chromium: Browser, site: str, trainee: Trainee) -> None:
    before = asked(trainee)
    with visiting(chromium, site, trainee.person, javascript=False) as visit:
        page = visit.page
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        visit.open(WISHES)
        page.locator("#which").select_option(index=29)
        page.get_by_role("button", name="Déplacer ce vœu").click()
        page.get_by_label("Sans préférence au-delà de cette ligne").check()
        page.get_by_role("button", name="Envoyer mes vœux").click()
        expect(page.get_by_text("Vos vœux sont envoyés")).to_be_visible()

    trainee.refresh_from_db()
    assert asked(trainee) == [before[29], *before[:29]]
    assert trainee.takes_any


def test_the_second_window_keeps_its_list_until_one_chooses(
    chromium: Browser, site: str, trainee: Trainee, visit: Visit
) -> None:
    before = asked(trainee)
    with visiting(chromium, site, trainee.person) as other:
        other.open(WISHES)
        visit.page.get_by_role("button", name="Descendre").first.click()
        expect(visit.page.locator("#version")).to_have_value("1")
        other.page.locator(".g-grip").nth(2).focus()
        other.page.keyboard.press("ArrowUp")
        keep = other.page.get_by_role("button", name="Garder la liste de cette page")
        expect(keep).to_be_visible()
        assert asked(trainee)[:3] == [before[1], before[0], before[2]]
        keep.click()
        expect(other.page.locator("#version")).to_have_value("2")

    assert asked(trainee)[:3] == [before[0], before[2], before[1]]
