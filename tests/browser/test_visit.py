"""Negative control: a page made wrong on purpose is found wrong, flaw by flaw."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.visit import visiting

pytestmark = pytest.mark.browser

SOUND = "<!doctype html><html lang='fr'><title>Page</title><main><h1>Page</h1>%s</main>"
FLAWS = {
    "no label": ("<input>", "label"),
    "too wide": ("<div style='width: 500px'>large</div>", "phone: scrolls sideways by"),
    "pale words": ("<p style='color: #bbb; background: #fff'>pâle</p>", "color-contrast"),
    "two titles": ("<h1>Encore</h1>", "not exactly one h1"),
    "broken script": ("<script>nothing()</script>", "script error"),
    "refused script": (
        "<meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\"><script>1</script>",
        "console: ",
    ),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_is_seen(flaw: str, chromium: Browser, tmp_path: Path) -> None:
    content, expected = FLAWS[flaw]
    assert any(expected in found for found in flaws_of(chromium, tmp_path, SOUND % content))


def test_a_sound_page_has_none(chromium: Browser, tmp_path: Path) -> None:
    assert flaws_of(chromium, tmp_path, SOUND % "<p>Bonjour</p>") == []


def flaws_of(chromium: Browser, folder: Path, content: str) -> list[str]:
    file = folder / "page.html"
    file.write_text(content)
    with visiting(chromium, "file://") as visit:
        visit.open(str(file))
        return visit.flaws()
