import ast
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from portal.outbox.models import Letter
from portal.outbox.words import html, render
from tests.build import PARIS, a_person

HOME = Path(__file__).resolve().parents[3]
LETTERS = HOME / "templates" / "letters"
LANGUAGES = ("fr", "en")


@pytest.fixture
def kind(settings: LazySettings, tmp_path: Path) -> str:
    """A kind of letter that exists only in these tests."""
    (tmp_path / "letters" / "test").mkdir(parents=True)
    body = "Bonjour {{ name }},\n\n{{ words }}\n\n{{ url }}\n"
    (tmp_path / "letters" / "test" / "hello.fr.txt").write_text(
        "Place du {{ answer_at|deadline }}, {{ name }}\n\n" + body
    )
    (tmp_path / "letters" / "test" / "hello.en.txt").write_text("Start on {{ starts_on|day }}\n\nHello {{ name }}\n")
    folders = [*settings.TEMPLATES[0]["DIRS"], tmp_path]
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": folders}]
    return "test/hello"


def a_letter_of(kind: str, *, language: str = "fr", **context: object) -> Letter:
    midnight = datetime(2026, 12, 12, tzinfo=PARIS).isoformat()
    return Letter(
        kind=kind, key="k", address="a@example.org", language=language, context={"answer_at": midnight, **context}
    )


def test_times_come_back_and_are_said_in_words(kind: str) -> None:
    words = render(a_letter_of(kind, name="Léa"))

    assert words.subject == "Place du vendredi 11 décembre 2026 à 23 h 59, Léa"


def test_a_letter_can_say_until_when_it_is_true(kind: str) -> None:
    letter = a_letter_of(kind, name="Léa")
    letter.context.pop("answer_at")
    letter.kind, letter.expires_at = "applications/called_from_waiting_list", datetime(2026, 12, 12, tzinfo=PARIS)

    assert "vendredi 11 décembre 2026 à 23 h 59" in render(letter).body


def test_a_person_reads_in_their_language(kind: str) -> None:
    words = render(a_letter_of(kind, language="en", starts_on=date(2027, 8, 30).isoformat(), name="Léa"))

    assert words.subject == "Start on Monday 30 August 2027"


def test_a_value_is_never_read_as_a_template_nor_escaped(kind: str) -> None:
    words = render(a_letter_of(kind, name="{{ site_url }} & <b>l’été</b>"))

    assert "Bonjour {{ site_url }} & <b>l’été</b>," in words.body


def test_a_value_cannot_start_a_header_nor_move_the_body(kind: str) -> None:
    words = render(a_letter_of(kind, name="Léa\r\nBcc: all@example.org\n\nfin\u202e"))

    assert words.subject.endswith("Léa Bcc: all@example.org fin")
    assert words.body.startswith("Bonjour Léa\nBcc")


def test_the_words_keep_their_lines(kind: str) -> None:
    assert "une\ndeux" in render(a_letter_of(kind, words="une\ndeux")).body


def test_the_words_somebody_wrote_are_sent_as_they_are(kind: str) -> None:
    letter = a_letter_of(kind)
    letter.subject, letter.body = "Écrit\nà la main", "Mot {{ pour }} mot."

    assert (render(letter).subject, render(letter).body) == ("Écrit à la main", "Mot {{ pour }} mot.")


def test_a_letter_leads_to_one_whole_address(kind: str, settings: LazySettings) -> None:
    settings.SITE_URL = "https://galon.example"

    words = render(a_letter_of(kind, url="/candidature/"))

    assert (words.url, words.paragraphs[-1]) == ("https://galon.example/candidature/", "Bonjour ,")
    assert words.body.endswith("https://galon.example/candidature/\n")


def test_the_frame_escapes_and_has_one_button(kind: str) -> None:
    letter = a_letter_of(kind, name="<script>", url="/candidature/")

    page = html(letter, render(letter))

    assert "&lt;script&gt;" in page
    assert page.count(">Ouvrir dans Galon</a>") == 1
    assert "<table" not in page


@pytest.mark.django_db
def test_the_message_id_never_changes(noon: datetime) -> None:
    letter = Letter(key="offer-1", to=a_person(), created_at=noon)
    same = Letter(key="offer-1", created_at=noon + timedelta(days=1))

    assert letter.message_id == same.message_id
    assert re.fullmatch(r"<[0-9a-f]{32}@galon\.test>", letter.message_id)


def written_kinds() -> set[str]:
    return {str(path.relative_to(LETTERS))[: -len(".fr.txt")] for path in LETTERS.rglob("*.??.txt")}


def posted_kinds() -> set[str]:
    return {kind for package in ("portal", "applications", "cohorts") for kind in _posted_in(HOME / package)}


def _posted_in(package: Path) -> Iterator[str]:
    calls = (node for path in package.rglob("*.py") for node in ast.walk(ast.parse(path.read_text())))
    for call in calls:
        if not isinstance(call, ast.Call) or getattr(call.func, "id", "") not in {"post", "Envelope"}:
            continue
        named = [keyword.value for keyword in call.keywords if keyword.arg == "kind"]
        for value in [*call.args[:1], *named]:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def test_every_kind_of_letter_speaks_both_languages() -> None:
    kinds = written_kinds() | posted_kinds()

    missing = [f"{kind}.{language}" for kind in kinds for language in LANGUAGES]
    assert [name for name in missing if not (LETTERS / f"{name}.txt").exists()] == []


def test_every_letter_begins_with_its_subject_and_a_blank_line() -> None:
    wrong = []
    for path in LETTERS.rglob("*.??.txt"):
        subject, blank, *body = path.read_text().splitlines()
        if not subject.strip() or blank or not any(body):
            wrong.append(path.name)

    assert wrong == []
