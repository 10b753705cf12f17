"""A reader meets no trace of who wrote a file: canaries are planted everywhere, and every door is opened."""

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch
from pypdf import PdfReader

from applications.actions import read, remark, reread
from applications.actions.assign import give
from applications.actions.remind import late_readers
from applications.files.sections import EXPERIENCE
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, EqualityData, Remark, Review
from applications.reading.folding import fold
from portal.outbox.models import Letter
from portal.outbox.words import render
from portal.people.models import Role, User
from tests.build import NOON, a_campaign, a_correction, a_document, a_person, a_review, an_application
from tests.house.addresses import addresses
from tests.house.round import Page
from tests.portal.vault.files import a_pdf, a_stream

pytestmark = [pytest.mark.once, pytest.mark.django_db]

FIRST, LAST, ACCOUNT = "Zéphyrine", "Quatrefages-Ollivand", "Sidonie"
EMAIL, PHONE, ADDRESS = "z.qo@canari.example", "06 98 76 54 32", "17 rue du Canari, 30999 Zyxville"
BORN, CAMPUS, NUMBER, LINK = date(2003, 2, 28), "Campus-Canari", "22987654", "linkedin.com/in/zqo"
HIDDEN_IN_PDF = "CANARI-META"
CANARIES = [
    *(FIRST, "Quatrefages", "Ollivand", ACCOUNT, EMAIL, PHONE, "0698765432", "rue du Canari", "Zyxville", "2003-02-28"),
    *("28 février 2003", "28/02/2003", CAMPUS, NUMBER, LINK, HIDDEN_IN_PDF, "Une femme"),
]
TEXT = (
    f"Je suis {FIRST} {LAST.upper()} ({ACCOUNT}), née le 28 février 2003 (28/02/2003), {EMAIL}, {PHONE},"
    f" +33 6 98 76 54 32, {ADDRESS}. N° étudiant {NUMBER}, https://www.{LINK}, zephyrine."
)
PDF = a_pdf(
    catalog=b"/Metadata 5 0 R/PieceInfo<</Canari<</Private(CANARI-META)>>>>",
    page=b"/Annots[6 0 R]",
    trailer=b"/Info 4 0 R",
    objects=[
        b"<</Author(CANARI-META)/Title(CANARI-META)/Keywords(CANARI-META)>>",
        a_stream(b"<x:xmpmeta>CANARI-META</x:xmpmeta>", b"/Type/Metadata/Subtype/XML"),
        b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(CANARI-META)/Contents(Une note)>>",
    ],
)


@pytest.fixture
def reader() -> User:
    return a_person(Role.REVIEWER)


def a_planted_reading(reader: User, *, anonymous: bool = True, phase: Phase = Phase.READING) -> Review:
    """Scored and finished in the reading phase, then corrected by the person: all of the review screen is open."""
    campaign = a_campaign()
    candidate = a_person(email=EMAIL)
    User.objects.filter(pk=candidate.pk).update(first_name=ACCOUNT, last_name=LAST, phone=PHONE)
    application = an_application(
        campaign=campaign,
        candidate=candidate,
        state=State.ELIGIBLE,
        first_name=FIRST,
        last_name=LAST,
        birth_date=BORN,
        phone=PHONE,
        address=ADDRESS,
        speciality=f"Génie civil ({FIRST})",
        **dict.fromkeys(["motivation", "experience", "engagements", "branch_reasons"], TEXT),
    )
    EqualityData.objects.create(application=application, sex=EqualityData.Sex.WOMAN, campus=CAMPUS)
    document = a_document(application, content=PDF)
    type(document.file).objects.filter(pk=document.file_id).update(name="cv-zephyrine-quatrefages.pdf")
    type(campaign).objects.filter(pk=campaign.pk).update(anonymous_reading=anonymous)
    review = a_review(application, reviewer=reader)
    a_finished_reading_then_a_correction(review)
    type(campaign).objects.filter(pk=campaign.pk).update(phase=phase)
    return review


def a_finished_reading_then_a_correction(review: Review) -> None:
    marks = {criterion.pk: 3 for criterion in review.rubric.criteria.all()}
    read.save(review=review, marks=marks, comment="Clair.", by=review.reviewer, at=NOON)
    read.submit(review=review, by=review.reviewer, at=NOON)
    a_correction(review.application, section=EXPERIENCE.code)
    changed = Application.objects.get(pk=review.application_id)
    changed.experience, changed.version = f"Autrement dit. {TEXT}", changed.version + 1
    changed.save()


def answers_to(reader: User, review: Review) -> Iterator[tuple[str, HttpResponse]]:
    """Every address of a reader, with every key of the file, then every link found on the way."""
    client = Client(raise_request_exception=False)
    client.force_login(reader)
    waiting, seen = list(paths(review)), set[str]()
    while waiting:
        path = waiting.pop(0).split("#")[0]
        if path in seen or re.search(r"deconnexion|logout|langue|language", path):
            continue
        seen.add(path)
        answer = client.get(path)
        if answer.status_code == 200:
            yield path, answer
            if answer.headers["Content-Type"].startswith("text/html") and not answer.streaming:
                waiting += Page(path, answer).links


def paths(review: Review) -> Iterator[str]:
    application = review.application
    keys = {review.pk, application.pk, application.campaign_id, review.rubric_id, application.candidate_id}
    keys |= set(application.documents.values_list("pk", flat=True))
    keys |= set(application.corrections.values_list("pk", flat=True))
    for address in addresses():
        if not address.allows(Role.REVIEWER) or "GET" not in getattr(address.policy, "methods", ()):
            continue
        try:
            yield from [address.path(pk=key) for key in keys] if address.arguments else [address.path()]
        except NoReverseMatch:
            continue  # its key is not a number: no file behind it


def told(answer: HttpResponse) -> str:
    """All that an answer says: its words, its headers, and what a PDF says of itself."""
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[call-overload]
    said = [html.unescape(content.decode("utf-8", "replace")), *answer.headers.values()]
    if content.startswith(b"%PDF"):
        said.append(str(PdfReader(BytesIO(content)).metadata))
    return fold(" ".join(said)).text


def canaries_in(text: str) -> set[str]:
    return {canary for canary in CANARIES if fold(canary).text in text}


def heard(reader: User, review: Review) -> dict[str, set[str]]:
    return {path: found for path, answer in answers_to(reader, review) if (found := canaries_in(told(answer)))}


@pytest.mark.parametrize("phase", [Phase.READING, Phase.CALIBRATION, Phase.INTERVIEWS, Phase.JURY])
def test_no_page_no_header_and_no_document_tells_a_reader_who_it_is(reader: User, phase: Phase) -> None:
    assert heard(reader, a_planted_reading(reader, phase=phase)) == {}


def test_every_kind_of_page_of_a_reading_was_opened(reader: User) -> None:
    review = a_planted_reading(reader)

    opened = {path.split("?")[0] for path, _ in answers_to(reader, review)}

    document = review.application.documents.get()
    assert {"/lectures/", f"/lectures/{review.pk}/", f"/documents/{document.pk}/"} <= opened


def test_the_canaries_would_be_heard_if_names_were_shown(reader: User) -> None:
    """Negative control: the same doors, when the campaign reads with names."""
    heard_there = set().union(*heard(reader, a_planted_reading(reader, anonymous=False)).values())

    assert {FIRST, "Quatrefages", PHONE, EMAIL, NUMBER, HIDDEN_IN_PDF} <= heard_there


def test_what_is_never_shown_is_not_shown_with_names_either(reader: User) -> None:
    heard_there = set().union(*heard(reader, a_planted_reading(reader, anonymous=False)).values())

    assert not heard_there & {CAMPUS, "Une femme"}


def test_no_letter_tells_a_reader_who_it_is(reader: User) -> None:
    review, manager = a_planted_reading(reader), a_person(Role.MANAGER)
    reread.ask_again(review=review, by=manager, at=NOON)
    campaign = review.application.campaign
    other = an_application(campaign=campaign, state=State.ELIGIBLE, first_name=FIRST, last_name=LAST)
    give(application=other, reader=reader, by=manager, at=NOON)
    Campaign.objects.update(reviews_due_on=NOON.date() - timedelta(days=3))
    late_readers(NOON)

    Campaign.objects.update(phase=Phase.CALIBRATION)
    file, circle = Application.objects.get(pk=review.application_id), Remark.Level.READERS
    remark.write(application=file, by=manager, at=NOON, level=circle, words=TEXT, mentioned=[reader])

    letters = Letter.objects.filter(to=reader)

    assert {letter.kind for letter in letters} >= {"applications/reading_again", "applications/mentioned"}
    words = " ".join(f"{text.subject} {text.body} {text.url}" for text in map(render, letters))
    assert canaries_in(fold(words).text) == set()
