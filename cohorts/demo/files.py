"""The demo's applications: what is written in them, the readings they got, and how the jury decided."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from applications import lifecycle
from applications.actions.letters import envelope
from applications.actions.offers import expiry
from applications.lifecycle import State
from applications.models import (
    Application,
    Branch,
    BranchWish,
    Campaign,
    Criterion,
    Decision,
    EqualityData,
    Offer,
    Review,
    Rubric,
    Score,
)
from applications.scoring import weighted_total
from portal.outbox.post import post_many
from portal.people.models import User

SPECIALITIES = (
    "Génie civil et bâtiment durable",
    "Matériaux et procédés",
    "Informatique et intelligence artificielle",
    "Environnement, énergie et risques",
    "Mécatronique",
)
MOTIVATIONS = (
    "Pendant mon stage de conduite de travaux, j’ai compris que la technique ne suffit pas : il faut que vingt personnes "
    "aient envie d’avancer ensemble. Commander une section pendant quatre mois m’obligerait à décider pour d’autres, "
    "sous leurs yeux, et à répondre de mes choix.",
    "J’encadre depuis trois ans l’équipe de secours de l’école. J’y ai appris à me taire pour écouter et à parler quand "
    "il faut trancher. Je cherche un cadre plus exigeant, où l’erreur se corrige en marchant.",
    "Je viens d’une famille qui ne connaît pas l’armée. Une rencontre avec un officier du génie, lors d’un chantier "
    "après les inondations, m’a donné envie de comprendre comment l’on conduit trente personnes dans le froid et la fatigue.",
    "Les projets d’école se terminent avec l’année. J’aimerais vivre une responsabilité qui dure, avec des personnes que "
    "je n’ai pas choisies, et mesurer ce que je vaux quand les plans changent.",
)
EXPERIENCES = (
    "Stage ouvrier de six semaines dans une usine de céramique, puis stage d’assistance ingénieur sur un chantier de "
    "pont : suivi de la sécurité, planning, relations avec trois entreprises.",
    "Césure de six mois dans un bureau d’études en hydraulique ; stage de quatre mois en maintenance industrielle, "
    "responsable d’une équipe de deux personnes.",
    "Deux étés comme sauveteur en mer ; stage de recherche sur les matériaux biosourcés.",
)
ENGAGEMENTS = (
    "Présidence de l’association de secourisme (42 membres), handball en compétition, soutien scolaire le mercredi.",
    "Trésorerie du bureau des sports, trail, accueil des étudiantes et étudiants internationaux.",
    "Chef de troupe chez les éclaireurs pendant trois ans, escalade, jury lycéen de prix littéraire.",
)


@dataclass(frozen=True)
class Jury:
    """What a decided campaign has beside its files: who drafted, and when it was published."""

    by: User
    at: datetime


def a_file(campaign: Campaign, person: User, state: State, *, chance: random.Random, at: datetime) -> Application:
    """One complete file, not yet saved in the database."""
    handed_in = state != State.DRAFT
    return Application(
        campaign=campaign,
        candidate=person,
        state=state,
        created_at=at - timedelta(days=5),
        saved_at=at,
        submitted_at=at if handed_in else None,
        first_name=person.first_name,
        last_name=person.last_name,
        birth_date=date(campaign.starts_on.year - chance.randint(21, 24), chance.randint(1, 12), chance.randint(1, 28)),
        nationality=Application.Nationality.FRENCH,
        phone=f"06 {chance.randint(10, 99)} {chance.randint(10, 99)} {chance.randint(10, 99)} {chance.randint(10, 99)}",
        address=f"{chance.randint(1, 80)} avenue de Clavières, 30100 Alès",
        national_service=True,
        level=Application.Level.FINAL_YEAR,
        enrolled=True,
        speciality=chance.choice(SPECIALITIES),
        average=Decimal(chance.randint(1050, 1780)) / 100,
        motivation=chance.choice(MOTIVATIONS),
        experience=chance.choice(EXPERIENCES),
        engagements=chance.choice(ENGAGEMENTS),
        branch_reasons="Le terrain d’abord, et la technique au service des autres.",
    )


def save_files(files: Sequence[Application], women: Iterable[bool], chance: random.Random) -> None:
    """Save many files with their branch wishes and equality data."""
    Application.objects.bulk_create(files, batch_size=500)
    wishes = []
    for file in files:
        order = chance.sample(list(Branch), 4)
        wishes += [BranchWish(application=file, branch=branch, position=n) for n, branch in enumerate(order, 1)]
    BranchWish.objects.bulk_create(wishes, batch_size=1000)
    EqualityData.objects.bulk_create(
        [
            EqualityData(
                application=file,
                sex=EqualityData.Sex.WOMAN if woman else EqualityData.Sex.MAN,
                scholarship=chance.random() < 0.35,
                campus="Alès",
            )
            for file, woman in zip(files, women, strict=True)
        ],
        batch_size=500,
    )


def read_files(
    files: Sequence[Application],
    readers: Sequence[User],
    rubric: Rubric,
    *,
    done: float,
    until: datetime,
    chance: random.Random,
) -> None:
    """Assign each file to as many readers as the campaign wants; a share `done` of the readings is finished."""
    criteria = list(rubric.criteria.all())
    reviews, scores = [], []
    for index, file in enumerate(files):
        talent = chance.gauss(3.4, 0.7)
        for reader in _readers_of(index, readers, file.campaign.reviews_per_file):
            review, its_scores = _a_review(
                file, reader, rubric, criteria, talent, chance.random() < done, until, chance
            )
            reviews.append(review)
            scores += its_scores
    Review.objects.bulk_create(reviews, batch_size=1000)
    Score.objects.bulk_create(scores, batch_size=2000)
    _store_totals(files, reviews)


def _readers_of(index: int, readers: Sequence[User], wanted: int) -> list[User]:
    """Everybody in turn; each round groups them anew, so that chains of common files link all the readers."""
    around, wanted = len(readers), min(wanted, len(readers))
    strides = [one for one in range(1, around) if len({one * n % around for n in range(wanted)}) == wanted] or [1]
    stride = strides[index // around % len(strides)]
    return [readers[(index + n * stride) % around] for n in range(wanted)]


def _a_review(  # a reading is made of all this
    file: Application,
    reader: User,
    rubric: Rubric,
    criteria: Sequence[Criterion],
    talent: float,
    finished: bool,
    until: datetime,
    chance: random.Random,
) -> tuple[Review, list[Score]]:
    assert file.submitted_at is not None
    read_at = file.submitted_at + (until - file.submitted_at) * chance.uniform(0.3, 0.9)
    review = Review(
        application=file,
        reviewer=reader,
        rubric=rubric,
        state=lifecycle.Review.SUBMITTED if finished else lifecycle.Review.ASSIGNED,
        assigned_at=file.submitted_at + (until - file.submitted_at) * 0.2,
        saved_at=read_at if finished else None,
        submitted_at=read_at if finished else None,
        version_read=1 if finished else None,
        comment="Un dossier sincère, des exemples précis ; à approfondir en entretien." if finished else "",
    )
    if not finished:
        return review, []
    severity = (reader.pk % 5 - 2) * 0.15
    levels = [min(5, max(1, round(chance.gauss(talent - severity, 0.6)))) for _ in criteria]
    share = weighted_total(
        levels, [float(c.weight) for c in criteria], [c.lowest for c in criteria], [c.highest for c in criteria]
    )
    review.total = Decimal(str(round(share * 100, 3)))
    return review, [
        Score(review=review, criterion=criterion, value=level)
        for criterion, level in zip(criteria, levels, strict=True)
    ]


def _store_totals(files: Sequence[Application], reviews: Sequence[Review]) -> None:
    by_file: dict[int, list[Review]] = {file.pk: [] for file in files}
    for review in reviews:
        by_file[review.application_id].append(review)
    for file in files:
        totals = [review.total for review in by_file[file.pk] if review.total is not None]
        file.reviews_expected = len(by_file[file.pk])
        file.reviews_done = len(totals)
        file.reading_total = file.total = sum(totals) / len(totals) if totals else None
    names = ["reviews_expected", "reviews_done", "reading_total", "total"]
    Application.objects.bulk_update(files, names, batch_size=500)


# What the jury said of a file now in this state.
_OUTCOMES = {
    State.OFFERED: Decision.Outcome.ADMITTED,
    State.ACCEPTED: Decision.Outcome.ADMITTED,
    State.DECLINED: Decision.Outcome.ADMITTED,
    State.EXPIRED: Decision.Outcome.ADMITTED,
    State.WAITING: Decision.Outcome.WAITING,
    State.REFUSED: Decision.Outcome.REFUSED,
}
_OFFERS = {
    State.OFFERED: lifecycle.Offer.OPEN,
    State.ACCEPTED: lifecycle.Offer.ACCEPTED,
    State.DECLINED: lifecycle.Offer.DECLINED,
    State.EXPIRED: lifecycle.Offer.EXPIRED,
}


def decide_files(files: Sequence[Application], jury: Jury) -> None:
    """Write the published decisions and offers that the states of the files imply, best total first."""
    decided = [file for file in files if file.state in _OUTCOMES]
    order = list(_OUTCOMES.values())
    decided.sort(key=lambda file: (order.index(_OUTCOMES[State(file.state)]), -(file.total or 0), file.pk))
    waiting = 0
    decisions, offers = [], []
    for rank, file in enumerate(decided, 1):
        outcome = _OUTCOMES[State(file.state)]
        waiting += outcome == Decision.Outcome.WAITING
        decisions.append(_a_decision(file, outcome, rank, waiting, jury))
        if outcome == Decision.Outcome.ADMITTED:
            offers.append(_an_offer(file, jury))
    Decision.objects.bulk_create(decisions, batch_size=500)
    Offer.objects.bulk_create(offers, batch_size=500)


def announce(campaign: Campaign) -> None:
    """Write to everybody what was decided, as the publication did."""
    assert campaign.published_at
    decisions = Decision.objects.filter(application__campaign=campaign).select_related(
        "application__candidate", "application__campaign"
    )
    expires_at = expiry(campaign, campaign.published_at)
    post_many([envelope(decision, expires_at=expires_at) for decision in decisions], at=campaign.published_at)


def _a_decision(file: Application, outcome: Decision.Outcome, rank: int, waiting: int, jury: Jury) -> Decision:
    reason = "D’autres dossiers montraient un engagement collectif plus long." if outcome == "refused" else ""
    return Decision(
        application=file,
        outcome=outcome,
        rank=rank,
        waiting_rank=waiting if outcome == Decision.Outcome.WAITING else None,
        reason=reason,
        drafted_by=jury.by,
        drafted_at=jury.at - timedelta(days=1),
        published_at=jury.at,
    )


def _an_offer(file: Application, jury: Jury) -> Offer:
    state = _OFFERS[State(file.state)]
    expired = state == lifecycle.Offer.EXPIRED
    days = 1 if expired else file.campaign.answer_days
    return Offer(
        application=file,
        state=state,
        made_at=jury.at,
        expires_at=(jury.at + timedelta(days=days + 1)).replace(hour=0, minute=0),
        answered_at=None if state == lifecycle.Offer.OPEN or expired else jury.at + timedelta(days=1),
    )
