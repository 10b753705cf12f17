"""What people do, each as one function of whoever visits; the same ones are timed and have their SQL counted."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import count

from fpdf import FPDF

from applications.models import Campaign
from bench.seed import Seed
from bench.visitors import Answer, Visitor

Act = Callable[[Visitor], Answer]
HIDDEN = re.compile(rb'<input type="hidden" name="(version|window)"[^>]*? value="([^"]*)"')
SECTIONS: dict[str, dict[str, object]] = {
    "identity": {
        "first_name": "Agathe",
        "last_name": "Morvan",
        "nationality": "french",
        "national_service": "yes",
        "phone": "06 12 34 56 78",
        "address": "6 avenue de Clavières, 30100 Alès",
    },
    "studies": {"level": "final_year", "enrolled": "yes", "speciality": "Matériaux et procédés", "average": "13,5"},
    "branches": {"wishes": ["génie", "infanterie", "artillerie", "cavalerie"], "branch_reasons": "Le terrain d’abord."},
    "motivation": {"motivation": "Je veux apprendre à décider pour d’autres, et à en répondre. " * 40},
    "experience": {"experience": "Stage de six semaines sur un chantier de pont. " * 10, "engagements": "Secourisme."},
    "equality": {"sex": "woman", "scholarship": "no", "campus": "Alès"},
}


def visit(path: str) -> Act:
    return lambda visitor: visitor.get(path)


def save_review(seed: Seed) -> Act:
    """One level chosen on the grid and kept at once, another one each time."""
    turns = count()

    def act(visitor: Visitor) -> Answer:
        level = str(next(turns) % 5 + 1)
        return visitor.post(f"/lectures/{seed.review.pk}/", {f"criterion-{seed.criterion}": level}, partly=True)

    return act


def fill(campaign: Campaign) -> Act:
    """Begin a file and write every part of it: each page is opened, then saved by its button."""
    born = date(campaign.starts_on.year - 22, 5, 17).isoformat()

    def act(visitor: Visitor) -> Answer:
        answer = visitor.post("/mon-dossier/", {})
        for code, values in SECTIONS.items():
            page = visitor.get(f"/mon-dossier/{code}/")
            hidden = {name.decode(): value.decode() for name, value in HIDDEN.findall(page.body)}
            extra = {"birth_date": born} if code == "identity" else {}
            answer = _moved_on(visitor.post(f"/mon-dossier/{code}/", {**hidden, **values, **extra}), code)
        return answer

    return act


def give_documents(campaign: Campaign) -> Act:
    """Send every document the campaign cannot do without."""
    required = list(campaign.document_types.filter(required=True))

    def act(visitor: Visitor) -> Answer:
        answer = visitor.get("/mon-dossier/documents/")
        for type in required:
            answer = _moved_on(visitor.post(f"/mon-dossier/documents/{type.pk}/", {"file": a_paper()}), type.code)
        return answer

    return act


def hand_in(visitor: Visitor) -> Answer:
    """Check the answers, hand the file in, and see where it stands."""
    visitor.get("/mon-dossier/relire/")
    _moved_on(visitor.post("/mon-dossier/deposer/", {}), "deposer")
    status = visitor.get("/ma-situation/")
    if b"Votre dossier est d" not in status.body:
        raise RuntimeError("the file was not handed in")
    return status


def draft(campaign: Campaign) -> Act:
    """Draw the line and the lists of one campaign."""
    return lambda visitor: _moved_on(
        visitor.post("/jury/decisions/preparer/", {"campaign": campaign.pk, "waiting": 0}), "draft"
    )


def publish(campaign: Campaign) -> Act:
    """Publish the results: decisions, offers and one letter a person."""
    return lambda visitor: _moved_on(visitor.post(f"/jury/{campaign.pk}/publier/", {}), "publish")


def a_paper() -> BytesIO:
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=12)
    page.multi_cell(0, 8, "Une page de mesure. " * 60)
    paper = BytesIO(bytes(page.output()))
    paper.name = "page.pdf"
    return paper


def _moved_on(answer: Answer, what: str) -> Answer:
    """Every button leads to another page; anything else is a refusal."""
    if answer.status != 302:
        raise RuntimeError(f"{what} answers {answer.status}")
    return answer
