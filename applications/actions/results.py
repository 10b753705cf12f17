"""Results from outside, one by one or from the centre’s list, whose effect is shown before anything changes."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.models import Application, Campaign, Result
from applications.models.result import VERDICTS, Verdict, trial_named, verdict_named
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User
from portal.web.spreadsheet import check_header, rows

NUMBER, TRIAL, VERDICT, ON = "dossier", "épreuve", "résultat", "date"
COLUMNS = (NUMBER, TRIAL, VERDICT, ON)


class CannotImportResults(Refusal):
    """Some line is wrong: nothing is imported."""


class Effect(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Row:
    """What one line would do; the errors say why it cannot."""

    line: int
    number: str
    effect: Effect
    result: Result | None
    was: str = ""
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    rows: Sequence[Row]

    @property
    def has_errors(self) -> bool:
        return any(row.errors for row in self.rows)

    @property
    def counts(self) -> Counter[Effect]:
        return Counter(row.effect for row in self.rows if not row.errors)

    @property
    def changes(self) -> list[Result]:
        return [row.result for row in self.rows if row.result and row.effect != Effect.UNCHANGED]

    @property
    def told(self) -> list[tuple[str, str, str, str]]:
        """What a reader of the dry run has agreed to."""
        return [
            (row.number, str(row.effect), row.was, f"{row.result.trial} {row.result.verdict} {row.result.on}")
            for row in self.rows
            if row.result
        ]


@transaction.atomic
def enter(
    *, application: Application, verdicts: Mapping[str, tuple[str, date]], by: User, at: datetime
) -> list[Result]:
    """Write what is known of one person: for each trial a verdict and its date."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.state not in lifecycle.RANKED:
        raise Refusal(_("Cette candidature n’est pas recevable, ou la personne s’est désistée."))
    known = {result.trial: result for result in application.results.all()}
    given = [
        Result(application=application, trial=trial, verdict=verdict, on=on, by=by, at=at)
        for trial, (verdict, on) in verdicts.items()
    ]
    changed = [result for result in given if _differs(result, known.get(result.trial))]
    _write(changed)
    if changed:
        facts = [f"{result.trial}: {result.verdict} ({result.on})" for result in changed]
        record("applications.result.enter", application, by=by, at=at, results=facts)
    return changed


def plan(*, text: str, campaign: Campaign, by: User, at: datetime) -> Plan:
    """The dry run: read the list and say what each line would do; nothing is written."""
    header, *lines = rows(text)
    header = [name.casefold() for name in header]
    check_header(header, required=COLUMNS)
    cells = [(n, dict(zip(header, line, strict=False))) for n, line in enumerate(lines, 2) if any(line)]
    files = _files(campaign, by)
    twice = {key for key, n in Counter(_key(line) for _n, line in cells).items() if n > 1}
    return Plan([_row(n, line, files, by, at, is_twice=_key(line) in twice) for n, line in cells])


@transaction.atomic
def apply(*, text: str, campaign: Campaign, by: User, at: datetime) -> Plan:
    """Import the whole list, or nothing; the same list twice changes nothing."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    planned = plan(text=text, campaign=campaign, by=by, at=at)
    if planned.has_errors:
        raise CannotImportResults(_("Des lignes sont à corriger : rien n’est importé."))
    _write(planned.changes)
    facts = [f"{result.application_id} {result.trial}: {result.verdict} ({result.on})" for result in planned.changes]
    record("applications.result.import", campaign, by=by, at=at, results=facts)
    return planned


def _files(campaign: Campaign, by: User) -> dict[str, Application]:
    """The files of the campaign this person may know, by number, with what is known of each."""
    known = Application.objects.visible_to(by).filter(campaign=campaign, state__in=lifecycle.RANKED)
    return {file.number: file for file in known.prefetch_related("results")}


def _key(cells: Mapping[str, str]) -> tuple[str, str | None]:
    return cells.get(NUMBER, ""), trial_named(cells.get(TRIAL, ""))


def _row(
    line: int, cells: Mapping[str, str], files: Mapping[str, Application], by: User, at: datetime, *, is_twice: bool
) -> Row:
    number = cells.get(NUMBER, "")
    errors = [_("Ce dossier et cette épreuve figurent deux fois.")] if is_twice else []
    file = files.get(number)
    if file is None:
        errors.append(_("Le dossier « %(n)s » n’est pas dans cette sélection.") % {"n": number})
    trial, verdict = _judged(cells, errors)
    on = _day(cells.get(ON, ""), at, errors)
    if errors or file is None or trial is None or verdict is None or on is None:
        return Row(line, number, Effect.UNCHANGED, None, errors=tuple(errors))
    result = Result(application=file, trial=trial, verdict=verdict, on=on, by=by, at=at)
    before = next((one for one in file.results.all() if one.trial == trial), None)
    effect = Effect.NEW if before is None else Effect.CHANGED if _differs(result, before) else Effect.UNCHANGED
    return Row(line, number, effect, result, was=before.get_verdict_display() if before else "")


def _judged(cells: Mapping[str, str], errors: list[str]) -> tuple[str | None, str | None]:
    trial = trial_named(cells.get(TRIAL, ""))
    if trial is None:
        errors.append(_("L’épreuve « %(words)s » n’est pas connue.") % {"words": cells.get(TRIAL, "")})
        return None, None
    verdict = verdict_named(trial, cells.get(VERDICT, ""))
    if verdict is None:
        known = ", ".join(str(Verdict(one).label) for one in VERDICTS[trial])
        facts = {"words": cells.get(VERDICT, ""), "known": known}
        errors.append(_("Le résultat « %(words)s » n’est pas possible ici : %(known)s.") % facts)
    return trial, verdict


def _day(words: str, at: datetime, errors: list[str]) -> date | None:
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", words.strip())
    try:
        day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(words.strip())
    except ValueError:
        errors.append(_("La date « %(words)s » s’écrit jour/mois/année.") % {"words": words})
        return None
    if day > at.date():
        errors.append(_("La date « %(words)s » est dans l’avenir.") % {"words": words})
    return day


def _differs(result: Result, before: Result | None) -> bool:
    return before is None or (before.verdict, before.on) != (result.verdict, result.on)


def _write(results: Sequence[Result]) -> None:
    Result.objects.bulk_create(
        results,
        update_conflicts=True,
        unique_fields=["application", "trial"],
        update_fields=["verdict", "on", "by", "at"],
        batch_size=500,
    )
