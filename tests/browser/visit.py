"""A person at a browser, who notices what a reader, a small screen or a strict policy would suffer from."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Error, Page

from portal.people.models import User

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDEST = """() => {
    const limit = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > limit + 1);
    return wide.slice(0, 3).map(e => e.tagName.toLowerCase() + "." + e.className).join(", ");
}"""


class Visit:
    """One person's time at the portal, with all that went wrong during it."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.heard: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))

    def open(self, path: str) -> int:
        """Go to a page; returns its code, or 0 when a file is handed out instead."""
        self.heard.clear()
        try:
            answer = self.page.goto(self.site + path, wait_until="domcontentloaded")
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            return 0
        is_page = self.page.evaluate("document.contentType") == "text/html"
        return answer.status if answer and is_page else 0

    def links(self) -> list[str]:
        """Where the page leads to on this site."""
        found: list[str] = self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        return [link.removeprefix(self.site).split("#")[0] for link in found if link.startswith(self.site + "/")]

    def flaws(self) -> list[str]:
        """What is wrong with the page shown, on a phone and on a desk; empty when nothing is."""
        found = [] if self.page.locator("h1").count() == 1 else ["not exactly one h1"]
        self.page.evaluate(Axe().axe_script)
        for name, size in (("phone", PHONE), ("desk", DESK)):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            found += [f"{name}: {flaw}" for flaw in (*self._sideways(), *self._barriers())]
        return found + self.heard

    def _sideways(self) -> Iterator[str]:
        overflow = self.page.evaluate(OVERFLOW)
        if overflow > 0:
            yield f"scrolls sideways by {overflow} px: {self.page.evaluate(WIDEST)}"

    def _barriers(self) -> Iterator[str]:
        """Every violation of axe's rules."""
        for violation in self.page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)"):
            where = "; ".join(node["html"][:120] for node in violation["nodes"][:2])
            yield f"{violation['id']} ×{len(violation['nodes'])}: {where}"

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(f"console: {message.text[:200]}")


@contextmanager
def visiting(chromium: Browser, site: str, person: User | None = None, *, javascript: bool = True) -> Iterator[Visit]:
    """A browser of one's own, signed in as this person."""
    context = chromium.new_context(viewport=DESK, locale="fr-FR", java_script_enabled=javascript)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    if person is not None:
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
    try:
        yield Visit(context.new_page(), site)
    finally:
        context.close()
