"""Verify that a file may be read: topic by topic, then the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.book import release
from applications.eligibility import judge
from applications.models import Application, Campaign, EligibilityCheck
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.outbox.post import post
from portal.people.models import User

Topic = EligibilityCheck.Topic
Verdict = EligibilityCheck.Verdict


class CheckOver(Refusal):
    """The file has left the selection."""


class ChangedMeanwhile(Refusal):
    """Somebody else verified the same file since the page was opened."""


class NotVerified(Refusal):
    """The verdicts do not say so yet."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person found about one topic."""

    verdict: str
    words: str = ""


@transaction.atomic
def examine(
    *,
    application: Application,
    findings: Mapping[str, Finding],
    by: User,
    at: datetime,
    seen: datetime | None = None,
) -> Application:
    """Write down the verdicts that changed; refused if a colleague wrote others since `seen`."""
    application = _held(application)
    known = {check.topic: check for check in application.checks.all()}
    if max((check.at for check in known.values()), default=None) != seen:
        raise ChangedMeanwhile(
            _("Une autre personne vient de vérifier ce dossier : relisez ses verdicts avant d’enregistrer les vôtres.")
        )
    changed = {topic: finding for topic, finding in findings.items() if _differs(known.get(topic), finding)}
    for topic, finding in changed.items():
        EligibilityCheck.objects.update_or_create(
            application=application,
            topic=topic,
            defaults={"verdict": finding.verdict, "words": finding.words, "by": by, "at": at},
        )
    if changed:
        verdicts = [f"{topic}: {finding.verdict}" for topic, finding in changed.items()]
        record("applications.application.check", application, by=by, at=at, verdicts=verdicts)
    return application


@transaction.atomic
def declare_eligible(*, application: Application, by: User, at: datetime) -> Application:
    """Let the file be read, once every condition was found met and nothing is left to correct."""
    application = _held(application)
    if not is_verified(application):
        raise NotVerified(_("Toutes les conditions ne sont pas encore vérifiées et remplies."))
    if application.corrections.exclude(state=lifecycle.Correction.SETTLED).exists():
        raise NotVerified(_("Une correction demandée n’est pas encore en ordre."))
    application = move(application, lifecycle.DECLARE_ELIGIBLE, by=by, at=at)
    _tell("applications/eligible", application, at=at)
    return application


@transaction.atomic
def declare_ineligible(*, application: Application, by: User, at: datetime, reason: str) -> Application:
    """Stop here a file that does not meet a condition, and tell the person why."""
    application = _held(application)
    if not application.checks.filter(verdict=Verdict.NOT_MET).exists():
        raise NotVerified(_("Aucune condition n’est notée comme non remplie : notez d’abord laquelle."))
    application = move(application, lifecycle.DECLARE_INELIGIBLE, by=by, at=at)
    release(application=application, by=by, at=at)
    record("applications.application.ineligible_because", application, by=by, at=at, reason=reason)
    _tell("applications/ineligible", application, at=at, reason=reason)
    return application


def topics(campaign: Campaign, application: Application) -> list[Topic]:
    """What this campaign verifies: its conditions, then the documents."""
    return [*(Topic(finding.topic) for finding in judge(campaign.conditions, application.facts)), Topic.DOCUMENTS]


def is_verified(application: Application) -> bool:
    met = set(application.checks.filter(verdict=Verdict.MET).values_list("topic", flat=True))
    return met >= set(topics(application.campaign, application))


def _held(application: Application) -> Application:
    """The file, alone in hand and still in the selection."""
    held = Application.objects.select_for_update(of=("self",)).select_related("campaign", "candidate")
    application = held.get(pk=application.pk)
    if application.state not in {*lifecycle.IN_SELECTION, lifecycle.State.INELIGIBLE}:
        raise CheckOver(_("Ce dossier n’est plus à vérifier : il est décidé, ou la personne s’est désistée."))
    if application.campaign.is_published:
        raise CheckOver(_("Les résultats de la campagne sont publiés : la recevabilité ne se change plus."))
    return application


def _differs(check: EligibilityCheck | None, finding: Finding) -> bool:
    return check is None or (check.verdict, check.words) != (finding.verdict, finding.words)


def _tell(kind: str, application: Application, *, at: datetime, reason: str = "") -> None:
    post(
        kind,
        to=application.candidate,
        key=f"application-{application.pk}-{application.state}-{at:%Y%m%d%H%M%S%f}",
        at=at,
        campaign=application.campaign.name,
        reason=reason,
        url=reverse("applications:status"),
    )
