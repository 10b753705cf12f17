"""Keep what a candidate writes, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.files import sections
from applications.files.sections import Section
from applications.models import Application, BranchWish, DocumentType, EqualityData
from portal.journal.models import Entry
from portal.journal.moves import Refusal
from portal.journal.record import label, record
from portal.people.models import User

SAVED = "applications.application.save"


class NotEditable(Refusal):
    """The campaign is closed, or the school has begun: only what it asks may change."""


class ChangedElsewhere(Refusal):
    """Another window saved the same part in the meantime."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page had before its eyes: the version of the file, and which window it is."""

    version: int
    window: str


@transaction.atomic
def save(  # the part, its values and what the page had seen
    *,
    application: Application,
    section: Section,
    values: Mapping[str, object],
    by: User,
    at: datetime,
    seen: Seen | None = None,
) -> Application:
    """Write the given answers of one part; nothing new leaves no trace. Without `seen` it wins over other windows."""
    application = hold(application)
    refuse_unless_editable(application, section, at)
    if seen:
        _refuse_if_changed_elsewhere(application, section, seen)
    changed = _write(application, section, values)
    if changed:
        touch(application, at=at)
        window = seen.window if seen else ""
        record(
            SAVED,
            application,
            by=by,
            at=at,
            section=section.code,
            fields=sorted(changed),
            version=application.version,
            window=window,
        )
    return application


def hold(application: Application) -> Application:
    """Lock the row for the rest of the transaction."""
    return Application.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=application.pk)


def touch(application: Application, *, at: datetime) -> None:
    """Count a change, so that other windows are told."""
    application.version += 1
    application.saved_at = at
    application.save(update_fields=["version", "saved_at"])


def refuse_unless_editable(
    application: Application, section: Section, at: datetime, document_type: DocumentType | None = None
) -> None:
    if application.is_editable(at):
        return
    if any(correction.opens(section.code, at, document_type) for correction in application.corrections.all()):
        return
    raise NotEditable(
        _("Cette partie ne peut plus être modifiée. Si l’équipe du programme vous la fait corriger, elle se rouvrira.")
    )


def _refuse_if_changed_elsewhere(application: Application, section: Section, seen: Seen) -> None:
    if application.version == seen.version:
        return
    saved_since = Entry.objects.filter(
        event=SAVED, subject=label(application), facts__section=section.code, facts__version__gt=seen.version
    )
    if saved_since.exclude(facts__window=seen.window).exists():
        raise ChangedElsewhere(_("Cette partie a été modifiée dans une autre fenêtre."))


def _write(application: Application, section: Section, values: Mapping[str, object]) -> set[str]:
    values = dict(values)
    changed = set()
    if section is sections.BRANCHES and "wishes" in values:
        changed |= _rank(application, values.pop("wishes"))
    if section is sections.EQUALITY:
        return _assign(EqualityData.objects.get_or_create(application=application)[0], values)
    return changed | _assign(application, values)


def _assign(thing: Application | EqualityData, values: Mapping[str, object]) -> set[str]:
    changed = {name for name, value in values.items() if getattr(thing, name) != value}
    for name in changed:
        setattr(thing, name, values[name])
    if changed:
        thing.save(update_fields=sorted(changed))
    return changed


def _rank(application: Application, branches: object) -> set[str]:
    wanted = list(branches) if isinstance(branches, list | tuple) else []
    if wanted == list(application.branch_wishes.order_by("position").values_list("branch", flat=True)):
        return set()
    application.branch_wishes.all().delete()
    BranchWish.objects.bulk_create(
        BranchWish(application=application, branch=branch, position=position)
        for position, branch in enumerate(wanted, 1)
    )
    return {"wishes"}
