"""Builders: one per noun, every default legal, every argument named."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count
from zoneinfo import ZoneInfo

from applications import lifecycle
from applications.lifecycle import State
from applications.models import (
    Anchor,
    Application,
    Branch,
    BranchWish,
    Campaign,
    Conflict,
    Correction,
    Criterion,
    Decision,
    Document,
    DocumentType,
    Offer,
    Review,
    Rubric,
)
from applications.sections import STUDIES
from cohorts import lifecycle as cohort_lifecycle
from cohorts.models import Axis, Cohort, Evaluation, Mark, Placement, Post, Regiment, Run, Trainee
from portal.outbox.models import Category, Delivery, Letter
from portal.people.models import Invitation, Role, User
from portal.vault.models import StoredFile

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 23, 12, tzinfo=PARIS)
_number = count(1)


def a_person(role: Role = Role.CANDIDATE, *, email: str = "", language: str = "fr") -> User:
    n = next(_number)
    return User.objects.create(
        email=email or f"person-{n}@example.org",
        first_name=f"Prénom{n}",
        last_name=f"Nom{n}",
        role=role,
        language=language,
    )


def an_invitation(role: Role = Role.REVIEWER, *, by: User | None = None, key: str = "", email: str = "") -> Invitation:
    return Invitation.objects.create(
        email=email or f"invited-{next(_number)}@example.org",
        role=role,
        fingerprint=Invitation.fingerprint_of(key or Invitation.new_key()),
        invited_by=by or a_person(Role.ADMINISTRATOR),
        invited_at=NOON - timedelta(days=1),
        expires_at=NOON + timedelta(days=13),
    )


def a_campaign(
    *,
    state: lifecycle.Campaign = lifecycle.Campaign.OPEN,
    closes_in: timedelta = timedelta(days=18),
    places: int = 2,
    document_types: int = 0,
) -> Campaign:
    n = next(_number)
    campaign = Campaign.objects.create(
        name=f"Campagne {n}",
        state=state,
        opens_at=NOON - timedelta(days=20),
        closes_at=NOON + closes_in,
        results_on=date(2027, 3, 26),
        starts_on=date(2027, 8, 30),
        age_on=date(2027, 8, 30),
        places=places,
        published_at=NOON if state == lifecycle.Campaign.DECIDED else None,
    )
    for position in range(document_types):
        DocumentType.objects.create(
            campaign=campaign, code=f"piece-{position}", name=f"Pièce {position}", position=position
        )
    return campaign


def a_complete_file(campaign: Campaign) -> dict[str, object]:
    """Fields of a file that may be handed in and meets every condition of `a_campaign()`."""
    return {
        "campaign": campaign,
        "first_name": "Camille",
        "last_name": "Besson",
        "birth_date": date(2004, 3, 27),
        "nationality": Application.Nationality.FRENCH,
        "phone": "06 12 34 56 78",
        "address": "6 avenue de Clavières, 30100 Alès",
        "national_service": True,
        "level": Application.Level.FINAL_YEAR,
        "enrolled": True,
        "speciality": "Génie civil et bâtiment durable",
        "motivation": "Conduire une section m’apprendrait à décider pour d’autres.",
        "experience": "Stage de cheffe de chantier.",
        "engagements": "Secourisme.",
    }


def an_application(
    *,
    state: State = State.DRAFT,
    campaign: Campaign | None = None,
    candidate: User | None = None,
    submitted_at: datetime | None = None,
    **fields: object,
) -> Application:
    campaign = campaign or a_campaign()
    return Application.objects.create(
        **{
            **a_complete_file(campaign),
            "candidate": candidate or a_person(),
            "state": state,
            "created_at": NOON - timedelta(days=3),
            "saved_at": NOON - timedelta(hours=1),
            "submitted_at": submitted_at or (None if state == State.DRAFT else NOON - timedelta(hours=1)),
            **fields,
        }
    )


def a_ready_file(*, campaign: Campaign | None = None, **fields: object) -> Application:
    """A draft with nothing missing but the documents its campaign asks for."""
    draft = an_application(campaign=campaign, **fields)
    BranchWish.objects.bulk_create(
        BranchWish(application=draft, branch=branch, position=position) for position, branch in enumerate(Branch, 1)
    )
    return draft


def a_correction(
    application: Application,
    *,
    section: str = "",
    document_type: DocumentType | None = None,
    state: lifecycle.Correction = lifecycle.Correction.ASKED,
    due_in: timedelta = timedelta(days=7),
) -> Correction:
    """Of the studies, unless a part or a document is named."""
    return Correction.objects.create(
        application=application,
        section=section or ("" if document_type else STUDIES.code),
        document_type=document_type,
        words="La date n’est pas lisible.",
        state=state,
        due_at=NOON + due_in,
        asked_by=a_person(Role.MANAGER),
        asked_at=NOON - timedelta(hours=2),
    )


def a_document(application: Application | None = None, *, content: bytes = b"%PDF-1.4 enough to be served") -> Document:
    """A document as it lies in the vault, without the gate's inspection."""
    application = application or an_application()
    n = next(_number)
    file = StoredFile(
        owner=application.candidate,
        name="cv-camille-besson.pdf",
        content_type="application/pdf",
        size=len(content),
        pages=1,
        sha256=sha256(content).hexdigest(),
        stored_at=NOON - timedelta(days=2),
    )
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.write_bytes(content)
    file.save()
    type = DocumentType.objects.create(
        campaign=application.campaign, code=f"piece-{n}", name=f"Pièce {n}", position=n, shown_to_reviewers=True
    )
    return Document.objects.create(application=application, type=type, file=file, given_at=NOON - timedelta(days=2))


def a_rubric(campaign: Campaign, *, criteria: int = 2) -> Rubric:
    rubric = Rubric.objects.create(campaign=campaign)
    for position in range(criteria):
        criterion = Criterion.objects.create(
            rubric=rubric, name=f"Critère {position}", weight=position + 1, position=position
        )
        Anchor.objects.bulk_create(
            Anchor(criterion=criterion, level=level, words=f"Niveau {level}") for level in criterion.levels
        )
    return rubric


def a_review(
    application: Application,
    *,
    reviewer: User | None = None,
    rubric: Rubric | None = None,
    state: lifecycle.Review = lifecycle.Review.ASSIGNED,
    total: str | None = None,
) -> Review:
    done = state == lifecycle.Review.SUBMITTED
    return Review.objects.create(
        application=application,
        reviewer=reviewer or a_person(Role.REVIEWER),
        rubric=rubric or application.campaign.rubrics.first() or a_rubric(application.campaign),
        state=state,
        assigned_at=NOON - timedelta(days=2),
        total=total,
        submitted_at=NOON - timedelta(hours=1) if done else None,
    )


def a_conflict(
    application: Application, *, reviewer: User | None = None, reason: str = "Même équipe.", by: User | None = None
) -> Conflict:
    """Declared by the reader, unless somebody else is named."""
    reviewer = reviewer or a_person(Role.REVIEWER)
    return Conflict.objects.create(
        application=application,
        reviewer=reviewer,
        reason=reason,
        declared_by=by or reviewer,
        declared_at=NOON - timedelta(hours=2),
    )


def a_decision(
    application: Application,
    *,
    outcome: Decision.Outcome = Decision.Outcome.ADMITTED,
    rank: int = 1,
    waiting_rank: int | None = None,
    by: User | None = None,
) -> Decision:
    return Decision.objects.create(
        application=application,
        outcome=outcome,
        rank=rank,
        waiting_rank=waiting_rank,
        drafted_by=by or a_person(Role.MANAGER),
        drafted_at=NOON - timedelta(hours=1),
    )


def an_offer(
    application: Application | None = None,
    *,
    state: lifecycle.Offer = lifecycle.Offer.OPEN,
    expires_in: timedelta = timedelta(days=10),
) -> Offer:
    return Offer.objects.create(
        application=application or an_application(state=State.OFFERED),
        state=state,
        made_at=NOON - timedelta(hours=1),
        expires_at=NOON + expires_in,
    )


def a_cohort(*, campaign: Campaign | None = None, starts_on: date = date(2027, 8, 30)) -> Cohort:
    n = next(_number)
    return Cohort.objects.create(
        campaign=campaign or a_campaign(state=lifecycle.Campaign.DECIDED), name=f"Promotion {n}", starts_on=starts_on
    )


def a_trainee(*, cohort: Cohort | None = None, merit_rank: int | None = None, person: User | None = None) -> Trainee:
    cohort = cohort or a_cohort()
    person = person or a_person(Role.TRAINEE)
    return Trainee.objects.create(
        cohort=cohort,
        application=an_application(state=State.ACCEPTED, campaign=cohort.campaign, candidate=person),
        person=person,
        merit_rank=merit_rank or cohort.trainees.count() + 1,
    )


def a_regiment(*, branch: Branch = Branch.INFANTRY, liaison: User | None = None) -> Regiment:
    n = next(_number)
    regiment = Regiment.objects.create(
        short_name=f"{n}e RI",
        name=f"{n}e régiment d’infanterie",
        branch=branch,
        branch_school="École de l’infanterie, Draguignan",
        garrison="Sarrebourg",
        department="57",
        latitude=48.73,
        longitude=7.05,
    )
    if liaison:
        regiment.liaisons.add(liaison)
    return regiment


def a_post(
    *, cohort: Cohort, regiment: Regiment | None = None, capacity: int = 1, supervisor: User | None = None
) -> Post:
    return Post.objects.create(
        cohort=cohort, regiment=regiment or a_regiment(), capacity=capacity, supervisor=supervisor
    )


def a_placement(trainee: Trainee | None = None, *, post: Post | None = None) -> Placement:
    """Published, in the only post of a regiment unless one is named."""
    trainee = trainee or a_trainee()
    cohort = trainee.cohort
    run = cohort.runs.first() or Run.objects.create(
        cohort=cohort,
        state=cohort_lifecycle.Run.PUBLISHED,
        version="1",
        inputs={},
        inputs_hash="",
        result={},
        drafted_by=a_person(Role.LIAISON),
        drafted_at=NOON,
        published_at=NOON,
    )
    Cohort.objects.filter(pk=cohort.pk).update(state=cohort_lifecycle.Cohort.PLACED)
    return Placement.objects.create(trainee=trainee, post=post or a_post(cohort=cohort), run=run, placed_at=NOON)


def an_evaluation(
    trainee: Trainee | None = None,
    *,
    supervisor: User | None = None,
    phase: int = 1,
    due_in: timedelta = timedelta(days=4),
    state: cohort_lifecycle.Evaluation = cohort_lifecycle.Evaluation.ASKED,
    level: int | None = None,
) -> Evaluation:
    """With the same level on every axis, if one is given."""
    evaluation = Evaluation.objects.create(
        trainee=trainee or a_trainee(),
        phase=phase,
        supervisor=supervisor or a_person(Role.SUPERVISOR),
        state=state,
        due_on=(NOON + due_in).date(),
        submitted_at=NOON if state == cohort_lifecycle.Evaluation.SUBMITTED else None,
    )
    if level:
        Mark.objects.bulk_create(Mark(evaluation=evaluation, axis=axis, level=level) for axis in Axis)
    return evaluation


def a_letter(
    *,
    to: User | None = None,
    address: str = "",
    kind: str = "test/hello",
    category: Category = Category.TRANSACTIONAL,
    delivery: Delivery = Delivery.PENDING,
    expires_in: timedelta | None = None,
    **fields: object,
) -> Letter:
    """A letter due since a minute, with words of its own so that it needs no template."""
    n = next(_number)
    to = to or a_person()
    return Letter.objects.create(
        **{
            "key": f"letter-{n}",
            "kind": kind,
            "to": to,
            "address": address or to.email,
            "category": category,
            "subject": f"Lettre {n}",
            "body": f"Bonjour, ceci est la lettre {n}.",
            "delivery": delivery,
            "created_at": NOON - timedelta(minutes=1),
            "not_before": NOON - timedelta(minutes=1),
            "expires_at": NOON + expires_in if expires_in is not None else None,
            **fields,
        }
    )
