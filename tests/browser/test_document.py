"""A candidate's document, opened in the page of whoever reads the file."""

import pytest
from playwright.sync_api import Browser

from applications.lifecycle import State
from portal.journal.models import Entry
from tests.browser.visit import visiting
from tests.build import a_document, a_review, an_application
from tests.portal.vault import files

pytestmark = pytest.mark.browser


def test_a_reader_sees_the_document_beside_the_grid(chromium: Browser, site: str) -> None:
    reading = a_review(an_application(state=State.ELIGIBLE))
    document = a_document(reading.application, content=files.a_pdf())

    with visiting(chromium, site, reading.reviewer) as visit:
        with visit.page.expect_response(lambda answer: "/documents/" in answer.url) as shown:
            visit.open(f"/lectures/{reading.pk}/?piece={document.pk}")
        flaws = visit.flaws()

    assert (shown.value.status, flaws) == (200, [])
    assert document.file.name not in shown.value.headers["content-disposition"]
    assert {entry.by for entry in Entry.objects.filter(event="vault.file.opened")} == {reading.reviewer}
