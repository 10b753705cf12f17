"""The demo's campaigns: what each asks for, and the grid its files are read with."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from applications import lifecycle
from applications.models import Anchor, Campaign, Criterion, DocumentType, Rubric

# code, French, English, required, shown to readers
DOCUMENTS = (
    ("cv", "Curriculum vitæ", "Curriculum vitae", True, True),
    ("releves", "Relevés de notes ou diplôme", "Transcripts or degree", True, True),
    ("scolarite", "Certificat de scolarité", "Certificate of enrolment", True, False),
    ("jdc", "Certificat de journée défense et citoyenneté (JDC)", "National service certificate (JDC)", True, False),
    ("identite", "Pièce d’identité", "Identity document", True, False),
    (
        "medical",
        "Certificat médical d’absence de contre-indication",
        "Medical certificate of no contra-indication",
        False,
        False,
    ),
)
# name, what is looked at, weight, anchors from 1 to 5
CRITERIA = (
    (
        "Engagement collectif",
        "Ce que la personne a fait avec et pour d’autres, dans la durée.",
        3,
        (
            "Aucun engagement décrit.",
            "Une participation ponctuelle, sans rôle précis.",
            "Un engagement suivi, avec des tâches identifiées.",
            "Une responsabilité tenue, des effets concrets pour le groupe.",
            "Un collectif fait grandir : relève formée, difficulté surmontée ensemble.",
        ),
    ),
    (
        "Décision dans l’incertitude",
        "Comment la personne choisit quand il manque du temps ou des informations.",
        2,
        (
            "Aucune situation décrite.",
            "Une situation racontée, sans décision personnelle.",
            "Une décision prise et expliquée.",
            "Plusieurs choix pesés, un risque assumé et suivi.",
            "Des décisions sous contrainte, corrigées en route, avec ce qui en a été appris.",
        ),
    ),
    (
        "Motivation et connaissance du parcours",
        "La personne sait ce qui l’attend et pourquoi elle le veut.",
        3,
        (
            "Lettre générale, le parcours n’est pas nommé.",
            "Le parcours est nommé, les raisons restent vagues.",
            "Des raisons personnelles, une idée juste des 23 semaines.",
            "Un projet relié à l’expérience, des questions précises sur le terrain.",
            "Un projet mûri, confronté à des rencontres ou à une expérience proche.",
        ),
    ),
    (
        "Parcours et travail",
        "Ce que montrent les études, les stages et la constance de l’effort.",
        1,
        (
            "Résultats fragiles, sans explication.",
            "Résultats irréguliers, une reprise amorcée.",
            "Résultats réguliers, stages menés à bien.",
            "De bons résultats et des responsabilités confiées en stage.",
            "L’excellence dans un domaine, ou une progression remarquable.",
        ),
    ),
    (
        "Expression",
        "Clarté et justesse de ce qui est écrit.",
        1,
        (
            "Le propos se comprend difficilement.",
            "Le propos se comprend malgré des longueurs ou des erreurs.",
            "Un propos clair.",
            "Un propos clair, construit et précis.",
            "Une écriture sobre et juste, que l’on retient.",
        ),
    ),
)


@dataclass(frozen=True)
class Calendar:
    """When a campaign opens, closes, answers and starts, in days and weeks from today."""

    opens: int
    closes: int
    results: int
    starts_weeks: int


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def monday(today: date, weeks: int) -> date:
    """Return the Monday so many weeks from this week's."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


def a_campaign(
    name: str, *, today: date, state: lifecycle.Campaign, calendar: Calendar, places: int
) -> tuple[Campaign, Rubric]:
    results_on = today + timedelta(days=calendar.results)
    starts_on = monday(today, calendar.starts_weeks)
    published = state in {lifecycle.Campaign.DECIDED, lifecycle.Campaign.CLOSED}
    closes_on = today + timedelta(days=calendar.closes)
    campaign = Campaign.objects.create(
        name=name.format(year=starts_on.year),
        state=state,
        opens_at=midnight(today + timedelta(days=calendar.opens)),
        closes_at=midnight(closes_on + timedelta(days=1)),
        results_on=results_on,
        starts_on=starts_on,
        age_on=starts_on,
        places=places,
        phase=lifecycle.Phase.CLOSED if published else lifecycle.Phase.READING,
        reviews_due_on=closes_on + timedelta(days=14),
        contact_email="responsable@galon.test",
        published_at=midnight(results_on) + timedelta(hours=10) if published else None,
    )
    _documents(campaign)
    return campaign, _rubric(campaign)


def _documents(campaign: Campaign) -> None:
    DocumentType.objects.bulk_create(
        DocumentType(
            campaign=campaign,
            code=code,
            name=name,
            name_en=name_en,
            required=required,
            shown_to_reviewers=shown,
            position=position,
        )
        for position, (code, name, name_en, required, shown) in enumerate(DOCUMENTS, 1)
    )


def _rubric(campaign: Campaign) -> Rubric:
    rubric = Rubric.objects.create(campaign=campaign, frozen_at=campaign.opens_at)
    for position, (name, help_text, weight, anchors) in enumerate(CRITERIA, 1):
        criterion = Criterion.objects.create(rubric=rubric, name=name, help=help_text, weight=weight, position=position)
        Anchor.objects.bulk_create(
            Anchor(criterion=criterion, level=level, words=words) for level, words in enumerate(anchors, 1)
        )
    return rubric
