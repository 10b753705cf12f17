"""Builders: one per noun, every default legal, every argument named."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count
from zoneinfo import ZoneInfo

from django.db import transaction

from applications import lifecycle
from applications.actions import decide, totals
from applications.actions import sitting as sittings
from applications.files.sections import STUDIES
from applications.lifecycle import State
from applications.models import (
    Anchor,
    Application,
    Ballot,
    Branch,
    BranchWish,
    Campaign,
    Cell,
    Condition,
    Conflict,
    Correction,
    Criterion,
    Decision,
    Deferral,
    DelegatedDay,
    Delegation,
    Document,
    DocumentType,
    Interview,
    Offer,
    Panel,
    ProposedConflict,
    Reason,
    Remark,
    Result,
    Review,
    Rubric,
    Score,
    Sheet,
    Sitting,
    Slot,
)
from applications.models.interview import cells_of
from cohorts import lifecycle as cohort_lifecycle
from cohorts.models import (
    Amphi,
    Axis,
    Cap,
    Cohort,
    Evaluation,
    Mark,
    Placement,
    Post,
    Regiment,
    Run,
    Trainee,
    Vacancy,
    VacancyOffer,
    Wish,
)
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
    phase: lifecycle.Phase | None = None,
) -> Campaign:
    """Open and being read, unless its results are published: its selection is then closed."""
    n = next(_number)
    published = state in {lifecycle.Campaign.DECIDED, lifecycle.Campaign.CLOSED}
    campaign = Campaign.objects.create(
        name=f"Campagne {n}",
        state=state,
        opens_at=NOON - timedelta(days=20),
        closes_at=NOON + closes_in,
        results_on=date(2027, 3, 26),
        starts_on=date(2027, 8, 30),
        age_on=date(2027, 8, 30),
        places=places,
        phase=phase or (lifecycle.Phase.CLOSED if published else lifecycle.Phase.READING),
        phase_since=NOON - timedelta(days=1),
        published_at=NOON if published else None,
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
            "reading_total": fields.get("total"),
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


def a_rubric(campaign: Campaign, *, criteria: int = 2, use: str = Rubric.Use.READING) -> Rubric:
    rubric = Rubric.objects.create(campaign=campaign, use=use)
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
        rubric=rubric or application.campaign.reading_grid or a_rubric(application.campaign),
        state=state,
        assigned_at=NOON - timedelta(days=2),
        total=total,
        submitted_at=NOON - timedelta(hours=1) if done else None,
    )


@transaction.atomic
def a_scored_review(application: Application, *, levels: Sequence[int | None], reviewer: User | None = None) -> Review:
    """A finished reading with a level for each criterion of the grid; the totals of the file follow."""
    review = a_review(application, reviewer=reviewer, state=lifecycle.Review.SUBMITTED)
    criteria = list(review.rubric.criteria.all())
    scores = Score.objects.bulk_create(
        Score(review=review, criterion=criterion, value=level, not_applicable=level is None)
        for criterion, level in zip(criteria, levels, strict=True)
    )
    review.total = totals.review_total(criteria=criteria, scores=scores)
    review.save(update_fields=["total"])
    totals.refresh_many(applications=[application.pk])
    return review


def a_read_campaign(
    levels: Sequence[Sequence[int]],
    *,
    readers: Sequence[User] | None = None,
    places: int = 2,
    phase: lifecycle.Phase = lifecycle.Phase.READING,
) -> Campaign:
    """One eligible file a line, one reader a column; the level goes to each of the two criteria. 0 is not read."""
    campaign = a_campaign(places=places, phase=phase)
    a_rubric(campaign)
    readers = readers or [a_person(Role.REVIEWER) for _ in levels[0]]
    for number, line in enumerate(levels):
        file = an_application(state=State.ELIGIBLE, campaign=campaign, last_name=f"Ligne{number}")
        for reader, level in zip(readers, line, strict=True):
            if level:
                a_scored_review(file, levels=[level, level], reviewer=reader)
    return campaign


def a_remark(
    application: Application,
    *,
    author: User | None = None,
    level: Remark.Level = Remark.Level.READERS,
    about: Review | None = None,
    words: str = "Le projet me semble plus mûr que sa lettre.",
) -> Remark:
    """By a manager, unless somebody else is named; about a reading, it is a disagreement."""
    return Remark.objects.create(
        application=application,
        author=author or a_person(Role.MANAGER),
        level=level,
        words=words,
        about=about,
        disagrees=about is not None,
        at=NOON - timedelta(minutes=5),
    )


def a_reason(*, words: str = "Le projet reste à préciser.", outcome: str = "") -> Reason:
    return Reason.objects.create(words=words, words_en="The project needs to be clearer.", outcome=outcome)


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


def a_proposed_conflict(
    application: Application,
    *,
    reviewer: User | None = None,
    fact: ProposedConflict.Fact = ProposedConflict.Fact.SURNAME,
) -> ProposedConflict:
    return ProposedConflict.objects.create(
        application=application, reviewer=reviewer or a_person(Role.REVIEWER), fact=fact, found_at=NOON
    )


def a_delegation(*, by: User | None = None, to: User | None = None, starts_in: int = 0, days: int = 5) -> Delegation:
    """From today for five days, unless said otherwise."""
    by, first = by or a_person(Role.REVIEWER), NOON.date() + timedelta(days=starts_in)
    lent = Delegation.objects.create(
        by=by,
        to=to or a_person(Role.REVIEWER),
        starts_on=first,
        ends_on=first + timedelta(days=days - 1),
        declared_at=NOON - timedelta(days=1),
    )
    DelegatedDay.objects.bulk_create(
        DelegatedDay(delegation=lent, person=by, day=first + timedelta(days=n)) for n in range(days)
    )
    return lent


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


def a_sitting(
    campaign: Campaign | None = None,
    *,
    members: int = 3,
    people: list[User] | None = None,
    president: User | None = None,
    quorum: int = 2,
    present: int | None = None,
    opened: bool = True,
) -> Sitting:
    """Open, in the phase of the jury, with everybody there unless said otherwise; the president is the first member."""
    people = people or [
        president or a_person(Role.JURY_PRESIDENT),
        *(a_person(Role.REVIEWER) for _ in range(members - 1)),
    ]
    campaign = campaign or a_campaign(phase=lifecycle.Phase.JURY, closes_in=timedelta(0))
    president = president or people[0]
    facts = {"by": president, "at": NOON - timedelta(minutes=30)}
    sitting = sittings.prepare(
        campaign=campaign, held_on=NOON.date(), president=president, members=people, quorum=quorum, **facts
    )
    for person in people[:present]:
        sittings.arrive(sitting=sitting, person=person, **facts)
    return sittings.open_sitting(sitting=sitting, **facts) if opened else sitting


def a_ballot(sitting: Sitting, *, question: str = "Admettre sur la liste principale ?", secret: bool = True) -> Ballot:
    """Open, about the file under discussion."""
    assert sitting.current is not None
    return Ballot.objects.create(
        sitting=sitting,
        application=sitting.current,
        question=question,
        secret=secret,
        opened_at=NOON - timedelta(minutes=5),
    )


@transaction.atomic
def a_decided_campaign(*, files: int = 4, readers: int = 3, places: int = 2) -> Campaign:
    """In the phase of the jury, every file read by every reader with real levels, and the line drawn."""
    campaign = a_campaign(phase=lifecycle.Phase.JURY, closes_in=timedelta(0), places=places)
    rubric, people = a_rubric(campaign), [a_person(Role.REVIEWER) for _ in range(readers)]
    criteria = list(rubric.criteria.all())
    for n in range(files):
        file = an_application(state=State.ELIGIBLE, campaign=campaign, last_name=f"Rang{n}")
        for k, person in enumerate(people):
            levels = [Score(criterion=one, value=5 - (n + k * i) % 4) for i, one in enumerate(criteria, 1)]
            total = totals.review_total(criteria=criteria, scores=levels)
            review = a_review(file, reviewer=person, rubric=rubric, state=lifecycle.Review.SUBMITTED, total=str(total))
            for level in levels:
                level.review = review
            Score.objects.bulk_create(levels)
    totals.refresh_many(applications=campaign.applications.values_list("pk", flat=True))
    decide.draft(campaign=campaign, by=a_person(Role.MANAGER), at=NOON, waiting=1)
    return campaign


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


def a_panel(campaign: Campaign, *, members: Sequence[User] = (), name: str = "") -> Panel:
    """Of one reader, unless its members are named."""
    panel = Panel.objects.create(campaign=campaign, name=name or f"Commission {next(_number)}")
    panel.members.set(members or [a_person(Role.REVIEWER)])
    return panel


def a_slot(
    panel: Panel | None = None,
    *,
    starts_in: timedelta = timedelta(days=7),
    minutes: int = 30,
    place: str | None = None,
    link: str = "",
) -> Slot:
    """In a week, in a room of its panel's own; it holds the time of its members and of its room."""
    panel = panel or a_panel(a_campaign())
    slot = Slot.objects.create(
        panel=panel,
        starts_at=NOON + starts_in,
        ends_at=NOON + starts_in + timedelta(minutes=minutes),
        place=f"Salle de {panel.name}" if place is None else place,
        link=link,
    )
    Cell.objects.bulk_create(cells_of(slot, panel.members.values_list("pk", flat=True)))
    return slot


def an_invited_file(campaign: Campaign | None = None, *, candidate: User | None = None) -> Application:
    """Eligible, and asked to come to an interview."""
    return an_application(
        state=State.ELIGIBLE, campaign=campaign, candidate=candidate, invited_at=NOON - timedelta(days=1)
    )


def an_interview(
    slot: Slot | None = None,
    *,
    application: Application | None = None,
    state: lifecycle.Interview = lifecycle.Interview.BOOKED,
) -> Interview:
    slot = slot or a_slot()
    interview = Interview.objects.create(
        application=application or an_invited_file(slot.panel.campaign),
        slot=slot,
        state=state,
        booked_at=NOON - timedelta(hours=2),
    )
    if state in lifecycle.HOLDS_ITS_SLOT:
        Cell.objects.bulk_create(cells_of(slot, [interview.application.candidate_id], interview=interview))
    return interview


def a_sheet(
    interview: Interview | None = None,
    *,
    author: User | None = None,
    state: lifecycle.Sheet = lifecycle.Sheet.STARTED,
    total: str | None = None,
) -> Sheet:
    """Of the panel's first member, unless somebody is named."""
    interview = interview or an_interview()
    campaign = interview.application.campaign
    return Sheet.objects.create(
        interview=interview,
        author=author or interview.slot.panel.members.first(),
        rubric=campaign.interview_grid or a_rubric(campaign, use=Rubric.Use.INTERVIEW),
        state=state,
        total=total,
        started_at=NOON - timedelta(hours=1),
        submitted_at=NOON if state == lifecycle.Sheet.SUBMITTED else None,
    )


def a_result(
    application: Application, *, trial: str = "sport", verdict: str = "fit", on: date = date(2026, 11, 20)
) -> Result:
    return Result.objects.create(
        application=application, trial=trial, verdict=verdict, on=on, by=a_person(Role.MANAGER), at=NOON
    )


def a_condition(
    offer: Offer | None = None,
    *,
    kind: Condition.Kind = Condition.Kind.MEDICAL,
    verdict: Condition.Verdict = Condition.Verdict.PENDING,
) -> Condition:
    judged = verdict != Condition.Verdict.PENDING
    return Condition.objects.create(
        offer=offer or an_offer(),
        kind=kind,
        verdict=verdict,
        due_on=date(2027, 5, 31),
        by=a_person(Role.MANAGER) if judged else None,
        at=NOON - timedelta(hours=1) if judged else None,
    )


def a_deferral(
    application: Application | None = None,
    *,
    state: lifecycle.Deferral = lifecycle.Deferral.ASKED,
    to: Campaign | None = None,
    confirm_in: timedelta = timedelta(days=10),
) -> Deferral:
    """Asked by somebody who has accepted; granted and beyond, their place here is given back."""
    granted = state not in {lifecycle.Deferral.ASKED, lifecycle.Deferral.REFUSED}
    application = application or an_application(
        state=State.DEFERRED if granted else State.ACCEPTED, campaign=a_campaign(state=lifecycle.Campaign.DECIDED)
    )
    if not hasattr(application, "offer"):
        an_offer(application, state=lifecycle.Offer.DEFERRED if granted else lifecycle.Offer.ACCEPTED)
    return Deferral.objects.create(
        application=application,
        state=state,
        asked_at=NOON - timedelta(days=1),
        to_campaign=to,
        confirm_before=NOON + confirm_in if to else None,
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


def a_cap(*posts: Post, cap: int = 1, name: str = "") -> Cap:
    """A named group of these posts of one cohort."""
    group = Cap.objects.create(cohort=posts[0].cohort, name=name or f"Groupe {next(_number)}", cap=cap)
    group.posts.set(posts)
    return group


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


def an_amphi(*, cohort: Cohort | None = None, seconds_a_turn: int = 120) -> Amphi:
    """Opened, not started."""
    return Amphi.objects.create(
        cohort=cohort or a_cohort(),
        held_on=NOON.date(),
        seconds_a_turn=seconds_a_turn,
        opened_by=a_person(Role.MANAGER),
        opened_at=NOON,
    )


def a_vacancy(*, cohort: Cohort | None = None, post: Post | None = None) -> Vacancy:
    """Freed an hour ago by somebody who has left, in a published cohort."""
    cohort = cohort or (post.cohort if post else a_cohort(starts_on=NOON.date() + timedelta(days=7)))
    Cohort.objects.filter(pk=cohort.pk).update(state=cohort_lifecycle.Cohort.PLACED)
    gone = a_trainee(cohort=cohort)
    Trainee.objects.filter(pk=gone.pk).update(state=cohort_lifecycle.Trainee.LEFT)
    return Vacancy.objects.create(
        cohort=cohort, post=post or a_post(cohort=cohort), freed_by=gone, freed_at=NOON - timedelta(hours=1)
    )


def a_vacancy_offer(*, vacancy: Vacancy | None = None, trainee: Trainee | None = None, days: int = 3) -> VacancyOffer:
    vacancy = vacancy or a_vacancy()
    return VacancyOffer.objects.create(
        vacancy=vacancy,
        trainee=trainee or a_trainee(cohort=vacancy.cohort),
        made_at=NOON - timedelta(hours=1),
        expires_at=NOON + timedelta(days=days),
    )


def a_placed_cohort(
    *wishes: Sequence[Post], cohort: Cohort, holds: Sequence[Post | None], by: User | None = None
) -> list[Trainee]:
    """Trainees in order of merit, each with their wishes and the place they hold since the publication.

    The run says what it would have given: exactly what is held.
    """
    trainees = [a_trainee(cohort=cohort) for _ in wishes]
    for trainee, posts in zip(trainees, wishes, strict=True):
        Wish.objects.bulk_create(Wish(trainee=trainee, post=post, position=n) for n, post in enumerate(posts, 1))
    held = [(trainee, post) for trainee, post in zip(trainees, holds, strict=True) if post]
    for trainee, post in held:
        a_placement(trainee, post=post)
    places = {str(trainee.pk): post.pk if post else None for trainee, post in zip(trainees, holds, strict=True)}
    cohort.runs.update(result={"places": places, "reasons": {}, "envy": []})
    return trainees


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
