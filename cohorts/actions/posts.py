"""A post as the regiment sets it: how many places, when, in which section, under whom, on what conditions."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts import lifecycle
from cohorts.actions.amphi import hold
from cohorts.models import Cohort, Lock, Placement, Post, Regiment, Wish
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User
from portal.web.dry_run import digest

# What a published placement was read with: it stays as it was.
FROZEN = frozenset(
    {"minimum", "starts_on", "ends_on", "needs_fitness", "needs_licence", "needs_english", "within_km", "conditions"}
    | {"reserved", "reserved_for"}
)
EDITED = (
    *("capacity", "section", "supervisor", "starts_on", "ends_on", "lodging"),
    *("needs_fitness", "needs_licence", "needs_english", "within_km", "conditions"),
)


class CannotChangePost(Refusal):
    """This post cannot be so; the text says why."""


class TooFewPlaces(CannotChangePost):
    """More people are placed or locked here than the places asked for."""


class ChangedMeanwhile(Refusal):
    """Somebody else has changed this post since it was read: nothing is written."""


class CannotRemove(Refusal):
    """Somebody wishes for this post, holds it, or a published result names it."""


def version(post: Post) -> str:
    """The name of what a post says now: two readers who were shown the same read the same name."""
    return digest(sorted(_plain(post, EDITED).items()))


@transaction.atomic
def edit(*, post: Post, changes: Mapping[str, Any], seen: str | None, by: User, at: datetime) -> Post:
    """Change a post that is still as it was `seen`; nobody placed or locked there loses the place by it."""
    cohort = hold(post.cohort)
    post = Post.objects.select_related("cohort", "regiment").get(pk=post.pk)
    if seen is not None and seen != version(post):
        raise ChangedMeanwhile(_("Ce poste a changé pendant que vous l’écriviez : rien n’est encore enregistré."))
    changed = {name: value for name, value in changes.items() if getattr(post, name) != value}
    for name, value in changed.items():
        setattr(post, name, value)
    _refuse(post, changed, cohort)
    if changed:
        post.save(update_fields=list(changed))
        record("cohorts.post.edit", post, by=by, at=at, **_plain(post, changed))
    return post


@transaction.atomic
def add(*, cohort: Cohort, regiment: Regiment, changes: Mapping[str, Any], by: User, at: datetime) -> Post:
    """Open a post in a regiment that has none for this cohort."""
    cohort = hold(cohort)
    if Post.objects.filter(cohort=cohort, regiment=regiment).exists():
        raise CannotChangePost(_("Ce régiment a déjà un poste dans cette promotion : modifiez-le."))
    post = Post(cohort=cohort, regiment=regiment, **changes)
    _refuse(post, (), cohort)
    post.save()
    record("cohorts.post.add", post, by=by, at=at, regiment=regiment.pk, **_plain(post, changes))
    return post


@transaction.atomic
def remove(*, post: Post, by: User, at: datetime) -> Post:
    """Take away a post that nobody wishes for or holds."""
    cohort = hold(post.cohort)
    if why := kept_by(post, cohort):
        raise CannotRemove(why)
    record("cohorts.post.remove", post, by=by, at=at, regiment=post.regiment_id, capacity=post.capacity)
    post.delete()
    return post


def kept_by(post: Post, cohort: Cohort) -> str:
    """What keeps a post from being taken away, in one sentence; empty when nothing does."""
    if cohort.state != lifecycle.Cohort.PREPARING:
        return _("Les affectations sont publiées et leur calcul nomme ce poste : il reste.")
    if Placement.objects.filter(post=post).exists() or Lock.objects.filter(post=post).exists():
        return _("Une personne y est affectée ou attendue : ce poste reste.")
    if Wish.objects.filter(post=post).exists() or _is_named_by_a_draft(post, cohort):
        return _("Des personnes ont demandé ce poste : il reste. Vous pouvez ramener ses places à zéro.")
    return ""


def held(post: Post) -> int:
    """How many people are placed or locked here."""
    if post.pk is None:
        return 0
    return max(Placement.objects.filter(post=post).count(), Lock.objects.filter(post=post).count())


def faults(post: Post, changed: Collection[str], cohort: Cohort, *, held: int) -> Iterator[Refusal]:
    """Everything that keeps a post from being as it is now."""
    if cohort.state == lifecycle.Cohort.FINISHED and changed:
        yield CannotChangePost(_("Cette promotion est terminée : ses postes ne changent plus."))
    elif cohort.state == lifecycle.Cohort.PLACED and post.pk and not FROZEN.isdisjoint(changed):
        yield CannotChangePost(
            _("Les affectations sont publiées : les dates et les conditions restent. Les places peuvent augmenter.")
        )
    if post.capacity < held:
        words = ngettext(
            "%(n)s personne y est déjà affectée ou attendue : gardez au moins autant de places.",
            "%(n)s personnes y sont déjà affectées ou attendues : gardez au moins autant de places.",
            held,
        )
        yield TooFewPlaces(words % {"n": held})
    yield from _contradictions(post)


def _contradictions(post: Post) -> Iterator[Refusal]:
    if post.minimum > post.capacity:
        facts = {"minimum": post.minimum, "n": post.capacity}
        yield CannotChangePost(_("Ce poste ouvre à partir de %(minimum)s personnes et n’a que %(n)s places.") % facts)
    if post.reserved > post.capacity:
        facts = {"reserved": post.reserved, "n": post.capacity}
        yield CannotChangePost(_("%(reserved)s places y sont gardées : il n’en a que %(n)s.") % facts)
    if bool(post.reserved) != bool(post.reserved_for):
        yield CannotChangePost(_("Des places gardées le sont pour quelqu’un : dites combien et pour qui."))
    if post.starts_on and post.ends_on and post.ends_on <= post.starts_on:
        yield CannotChangePost(_("Le départ vient après l’arrivée."))


def _refuse(post: Post, changed: Collection[str], cohort: Cohort) -> None:
    for fault in faults(post, changed, cohort, held=held(post)):
        raise fault


def _is_named_by_a_draft(post: Post, cohort: Cohort) -> bool:
    """A draft is read with the posts it gives and refuses."""
    return any(post.pk in wishes for run in cohort.runs.all() for wishes in run.inputs.get("wishes", {}).values())


def _plain(post: Post, names: Collection[str]) -> dict[str, Any]:
    found = model_to_dict(post, fields=list(names))
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}
