"""The script that follows a room: what it asks, what it keeps, what it says. No server: the answers are given here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser
OFFLINE = -1

SCRIPT = Path(__file__).parents[2] / "static" / "js" / "live.js"
PAGE = """<!doctype html><html lang="fr"><title>Salle</title><h1>Salle</h1>
<div id="live" data-live="/part" data-version="1" tabindex="-1">{part}</div>
<p data-live-lost data-unsent="Votre choix n’est pas parti." hidden>Connexion perdue : nous réessayons.</p>
<p data-live-over hidden>Rechargez la page.</p>
<p style="height: 3000px">Long</p>
<p role="status" data-live-says></p>
<script src="/live.js"></script></html>"""
PART = """<div data-version="{n}" data-says="Rang {n}">
<p id="turn">Tour {n}</p><p data-clock data-seconds="{clock}" data-at-30="Il reste trente secondes.">?</p>
<details id="more"><summary>Plus</summary>Détail</details>
<label>Mot <input id="word"></label> <a id="choose" href="#chosen">Choisir</a>
<form action="/pick" method="post"><button id="pick">Prendre</button></form></div>"""


class Room:
    """A server in three lines: the version there is, whether it answers, and what was asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.version, self.clock, self.status = 1, "90", 0
        self.asked: list[str] = []
        page.clock.install()
        page.route("http://room.test/**", self.answer)
        page.goto("http://room.test/")

    def answer(self, route: Route) -> None:
        address = route.request.url
        if address.endswith("live.js"):
            return route.fulfill(path=SCRIPT, content_type="text/javascript")
        if "/part" not in address:
            return route.fulfill(body=PAGE.format(part=self.part()), content_type="text/html; charset=utf-8")
        self.asked.append(address)
        if self.status == OFFLINE:
            return route.abort("internetdisconnected")
        if self.status or address.endswith(f"v={self.version}"):
            return route.fulfill(status=self.status or 204)
        return route.fulfill(body=self.part(), content_type="text/html; charset=utf-8")

    def part(self) -> str:
        return PART.format(n=self.version, clock=self.clock)

    def asks(self, *, within: int = 2) -> None:
        """Let time pass until the page has asked once more and read the answer."""
        before = len(self.asked)
        for _ in range(within * 10):
            if len(self.asked) > before:
                break
            self.page.clock.run_for(100)
            self.page.evaluate("0")  # whatever was asked has reached this side
        assert len(self.asked) > before, f"nothing asked within {within} s"


@pytest.fixture
def room(chromium: Browser) -> Iterator[Room]:
    context = chromium.new_context()
    context.set_default_timeout(5_000)
    yield Room(context.new_page())
    context.close()


def test_it_says_the_version_it_has_and_shows_a_newer_one(room: Room) -> None:
    room.asks()
    room.version = 2
    room.asks()

    expect(room.page.locator("#turn")).to_have_text("Tour 2")
    expect(room.page.get_by_role("status")).to_have_text("Rang 2")
    room.asks()
    assert [address[-3:] for address in room.asked] == ["v=1", "v=1", "v=2"]


def test_what_somebody_was_doing_stays_where_it_was(room: Room) -> None:
    room.page.locator("#more summary").click()
    room.page.locator("#word").fill("Barby")
    room.page.locator("#choose").focus()
    room.page.evaluate("scrollTo(0, 500)")
    room.version = 2
    room.asks()

    expect(room.page.locator("#turn")).to_have_text("Tour 2")
    expect(room.page.locator("#choose")).to_be_focused()
    expect(room.page.locator("#more")).to_have_attribute("open", "")
    expect(room.page.locator("#word")).to_have_value("Barby")
    assert room.page.evaluate("scrollY") == 500


def test_nothing_moves_under_a_finger(room: Room) -> None:
    room.page.locator("#choose").hover()
    room.page.mouse.down()
    room.version = 2
    room.asks()

    expect(room.page.locator("#turn")).to_have_text("Tour 1")
    room.page.mouse.up()
    room.page.clock.run_for(100)
    expect(room.page.locator("#turn")).to_have_text("Tour 2")


def test_a_lost_connection_is_said_in_words_and_comes_back_by_itself(room: Room) -> None:
    lost = room.page.get_by_text("Connexion perdue")
    room.status = OFFLINE
    room.asks()
    expect(lost).to_be_hidden()  # once may be a tunnel
    room.asks(within=5)
    expect(lost).to_be_visible()
    room.status, room.version = 0, 2
    room.asks(within=14)

    expect(lost).to_be_hidden()
    expect(room.page.locator("#turn")).to_have_text("Tour 2")


def test_it_asks_less_and_less_of_a_server_in_trouble(room: Room) -> None:
    room.status = 503
    for _ in range(4):
        room.asks(within=14)

    with pytest.raises(AssertionError, match="nothing asked"):
        room.asks(within=10)
    room.asks(within=5)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_it_stops_when_the_room_is_no_longer_theirs(room: Room, status: int) -> None:
    room.status = status
    room.asks()

    expect(room.page.get_by_text("Rechargez la page.")).to_be_visible()
    with pytest.raises(AssertionError, match="nothing asked"):
        room.asks(within=20)


def test_the_clock_counts_from_what_the_server_said(room: Room) -> None:
    face = room.page.locator("[data-clock]")
    expect(face).to_have_text("1:30")
    room.status = OFFLINE
    room.page.clock.run_for(60_000)

    expect(face).to_have_text("0:30")
    expect(room.page.get_by_role("status")).to_have_text("Il reste trente secondes.")
    room.page.clock.run_for(40_000)
    expect(face).to_have_text("0:00")


def test_a_suspended_clock_stands_still(room: Room) -> None:
    room.clock, room.version = "", 2
    room.asks()

    expect(room.page.locator("[data-clock]")).to_have_text("?")
    room.page.clock.run_for(5_000)
    expect(room.page.locator("[data-clock]")).to_have_text("?")


def test_a_choice_is_not_sent_into_the_void(room: Room) -> None:
    room.page.context.set_offline(True)
    room.page.locator("#pick").click()

    expect(room.page.get_by_role("status")).to_have_text("Votre choix n’est pas parti.")
    assert room.page.url == "http://room.test/"
