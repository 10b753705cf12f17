"""Regiments and posts come from a file: its effect is shown line by line, then it is applied whole or not at all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.amphi import hold
from cohorts.models import Cohort, Post, Regiment
from cohorts.posts_file import Given, read
from portal.journal.models import Entry
from portal.journal.moves import Refusal
from portal.journal.record import entry
from portal.people.models import Role, User


class CannotImport(Refusal):
    """Some line of the file is wrong: nothing is imported."""


class Effect(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Row:
    """What one line would do. `regiment` and `post` are ready to be saved; post is None without a cohort."""

    line: int
    short_name: str
    effect: Effect
    regiment: Regiment
    post: Post | None
    changes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    rows: Sequence[Row]

    @property
    def has_errors(self) -> bool:
        return any(row.errors for row in self.rows)

    @property
    def counts(self) -> Counter[Effect]:
        return Counter(row.effect for row in self.rows)

    @property
    def told(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """What a reader of the dry run has agreed to, to be compared with what would happen now."""
        return [(row.short_name, str(row.effect), row.changes) for row in self.rows]


@dataclass(frozen=True)
class Known:
    """What the file is compared with, read once."""

    cohort: Cohort | None
    by: User
    regiments: Mapping[str, Regiment]
    own: frozenset[int]
    posts: Mapping[int, Post]
    supervisors: Mapping[str, User]


def plan(*, text: str, cohort: Cohort | None, by: User) -> Plan:
    """The dry run: read the file and say what each line would do; nothing is written."""
    given = read(text)
    known = _known(given, cohort, by)
    twice = {name for name, n in Counter(one.short_name.casefold() for one in given).items() if n > 1}
    return Plan([_row(one, known, is_twice=one.short_name.casefold() in twice) for one in given])


@transaction.atomic
def apply(*, text: str, cohort: Cohort | None, by: User, at: datetime) -> Plan:
    """Write what the dry run says: all of it, or nothing."""
    if cohort:
        hold(cohort)
    planned = plan(text=text, cohort=cohort, by=by)
    if planned.has_errors:
        raise CannotImport(_("Des lignes sont à corriger : rien n’a été importé."))
    touched = [row for row in planned.rows if row.effect != Effect.UNCHANGED]
    _save_regiments(touched, by)
    _save_posts([row.post for row in touched if row.post])
    Entry.objects.bulk_create(
        entry("cohorts.regiment.import", row.regiment, by=by, at=at, facts={"changes": list(row.changes)})
        for row in touched
    )
    return planned


def _known(given: Sequence[Given], cohort: Cohort | None, by: User) -> Known:
    emails = {one.supervisor_email for one in given if one.supervisor_email}
    supervisors = User.objects.filter(role=Role.SUPERVISOR, is_active=True, email__in=emails)
    posts = Post.objects.filter(cohort=cohort).select_related("supervisor").with_taken() if cohort else ()
    return Known(
        cohort=cohort,
        by=by,
        regiments={regiment.short_name: regiment for regiment in Regiment.objects.all()},
        own=frozenset(Regiment.objects.visible_to(by).values_list("pk", flat=True)),
        posts={post.regiment_id: post for post in posts},
        supervisors={person.email.lower(): person for person in supervisors},
    )


def _row(given: Given, known: Known, *, is_twice: bool) -> Row:
    regiment = known.regiments.get(given.short_name) or Regiment()
    is_new = regiment.pk is None
    changes = [] if given.errors else list(_set(regiment, given.regiment))
    post, errors = None, list(given.errors)
    if known.cohort and not given.errors:
        post = known.posts.get(regiment.pk) if not is_new else None
        post = post or Post(cohort=known.cohort, regiment=regiment)
        changes += _fill(post, given, known, errors)
    if is_twice:
        errors.append(_("Ce régiment figure deux fois dans le fichier."))
    if changes and not is_new and regiment.pk not in known.own:
        errors.append(_("Ce régiment n’est pas le vôtre : demandez ce changement à l’équipe du programme."))
    effect = Effect.NEW if is_new else Effect.CHANGED if changes else Effect.UNCHANGED
    told = () if is_new else tuple(changes)
    return Row(given.line, given.short_name, effect, regiment, post, told, tuple(errors))


def _fill(post: Post, given: Given, known: Known, errors: list[str]) -> Iterator[str]:
    """Put on the post what the line says; what it leaves empty stays."""
    values: dict[str, object] = {"capacity": given.capacity, "section": given.section}
    if given.supervisor_email:
        values["supervisor"] = known.supervisors.get(given.supervisor_email)
        if values["supervisor"] is None:
            facts = {"email": given.supervisor_email}
            errors.append(_("Aucun chef de section n’a l’adresse %(email)s : invitez cette personne.") % facts)
    if given.capacity is not None and given.capacity < getattr(post, "taken", 0):
        facts_of_post = {"n": getattr(post, "taken", 0)}
        errors.append(_("Moins de places que de personnes déjà affectées (%(n)s).") % facts_of_post)
    if post.pk is None:
        yield _("nouveau poste")
    yield from _set(post, {name: value for name, value in values.items() if value is not None})


def _set(thing: Regiment | Post, values: Mapping[str, object]) -> Iterator[str]:
    """Write values on a thing and tell each one that changes, with what it was."""
    for name, value in values.items():
        before = getattr(thing, name)
        if before != value:
            setattr(thing, name, value)
            label = thing._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # only plain fields are named
            yield _("%(what)s : %(before)s devient %(after)s") % {
                "what": label,
                "before": before if before not in ("", None) else "–",
                "after": value,
            }


def _save_regiments(rows: Sequence[Row], by: User) -> None:
    fields = ["name", "branch", "branch_school", "garrison", "department", "latitude", "longitude"]
    new = [row.regiment for row in rows if row.effect == Effect.NEW]
    Regiment.objects.bulk_create(new)
    Regiment.objects.bulk_update([row.regiment for row in rows if row.effect == Effect.CHANGED], fields, batch_size=200)
    if by.role == Role.LIAISON:
        by.regiments.add(*new)


def _save_posts(posts: Sequence[Post]) -> None:
    Post.objects.bulk_create([_anchored(post) for post in posts if post.pk is None])
    known = [post for post in posts if post.pk is not None]
    Post.objects.bulk_update(known, ["capacity", "section", "supervisor"], batch_size=200)


def _anchored(post: Post) -> Post:
    """A new regiment has its number only once saved; its post takes it then."""
    post.regiment = post.regiment
    return post
