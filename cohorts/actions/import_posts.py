"""Regiments and posts come from a file: its effect is shown line by line, then it is applied whole or not at all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions.amphi import hold
from cohorts.actions.posts import faults
from cohorts.changes import told, would_change
from cohorts.models import Cohort, Lock, Placement, Post, Regiment
from cohorts.posts_file.reading import Given, read
from portal.journal.models import Entry
from portal.journal.moves import Refusal
from portal.journal.record import entry
from portal.people.models import Role, User
from portal.web.dry_run import digest

OF_REGIMENT = ["name", "branch", "branch_school", "garrison", "department", "latitude", "longitude"]
OF_POST = ["capacity", "minimum", "section", "supervisor", "starts_on", "ends_on", "lodging", "needs_fitness"]
OF_POST += ["needs_licence", "needs_english", "within_km", "conditions", "reserved", "reserved_for"]


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
        return Counter(row.effect for row in self.rows if not row.errors)

    @property
    def name(self) -> str:
        """What a reader of the dry run has agreed to, to be compared with what would happen now."""
        return digest([(row.short_name, str(row.effect), row.changes) for row in self.rows])


class NoLongerTheSame(Refusal):
    """The file would no longer do what was shown; `plan` is what it would do now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(_("Des postes ont changé depuis votre aperçu. Relisez : rien n’a été importé."))
        self.plan = plan


@dataclass(frozen=True)
class Known:
    """What the file is compared with, read once."""

    cohort: Cohort | None
    regiments: Mapping[str, Regiment]
    elsewhere: frozenset[int]  # regiments that other cohorts read too
    own: frozenset[int]
    posts: Mapping[int, Post]
    held: Mapping[int, int]  # people placed or locked, by post
    supervisors: Mapping[str, User]


def plan(*, text: str, cohort: Cohort | None, by: User) -> Plan:
    """The dry run: read the file and say what each line would do; nothing is written."""
    given = read(text)
    known = _known(given, cohort, by)
    twice = {name for name, n in Counter(one.short_name.casefold() for one in given).items() if n > 1}
    return Plan([_row(one, known, is_twice=one.short_name.casefold() in twice) for one in given])


@transaction.atomic
def apply(*, text: str, cohort: Cohort | None, by: User, at: datetime, shown: str = "") -> Plan:
    """Write what the dry run says: all of it, or nothing. With `shown`, only if it still does what was shown."""
    cohort = _hold(cohort)
    planned = plan(text=text, cohort=cohort, by=by)
    if shown and shown != planned.name:
        raise NoLongerTheSame(planned)
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


def _hold(cohort: Cohort | None) -> Cohort | None:
    """The cohort first, then its regiments, which other cohorts read too."""
    cohort = hold(cohort) if cohort else None
    list(Regiment.objects.select_for_update().order_by("pk").values_list("pk"))
    return cohort


def _known(given: Sequence[Given], cohort: Cohort | None, by: User) -> Known:
    emails = {one.supervisor_email for one in given if one.supervisor_email}
    supervisors = User.objects.filter(role=Role.SUPERVISOR, is_active=True, email__in=emails)
    posts = Post.objects.filter(cohort=cohort).select_related("supervisor") if cohort else ()
    elsewhere = Post.objects.exclude(cohort=cohort, cohort__state=lifecycle.Cohort.PREPARING)
    return Known(
        cohort=cohort,
        regiments={regiment.short_name.casefold(): regiment for regiment in Regiment.objects.all()},
        elsewhere=frozenset(elsewhere.values_list("regiment", flat=True)),
        own=frozenset(Regiment.objects.visible_to(by).values_list("pk", flat=True)),
        posts={post.regiment_id: post for post in posts},
        held=_held(cohort),
        supervisors={person.email.lower(): person for person in supervisors},
    )


def _held(cohort: Cohort | None) -> Counter[int]:
    """The greater of the two for each post: somebody locked is placed at the publication."""
    placed = Placement.objects.filter(post__cohort=cohort).values_list("post").annotate(n=Count("pk"))
    locked = Lock.objects.filter(post__cohort=cohort).values_list("post").annotate(n=Count("pk"))
    return Counter(dict(placed.order_by())) | Counter(dict(locked.order_by()))


def _row(given: Given, known: Known, *, is_twice: bool) -> Row:
    regiment = known.regiments.get(given.short_name.casefold()) or Regiment(short_name=given.short_name)
    is_new = regiment.pk is None
    errors = list(given.errors)
    changes = [] if errors else list(_fill_regiment(regiment, given, known, errors))
    post = None
    if known.cohort and not given.errors:
        post = known.posts.get(regiment.pk or 0) or Post(cohort=known.cohort, regiment=regiment)
        changes += _fill(post, given, known, errors)
    if is_twice:
        errors.append(_("Ce régiment figure deux fois dans le fichier."))
    if changes and not is_new and regiment.pk not in known.own:
        errors.append(_("Ce régiment n’est pas le vôtre : demandez ce changement à l’équipe du programme."))
    effect = Effect.NEW if is_new else Effect.CHANGED if changes else Effect.UNCHANGED
    return Row(given.line, given.short_name, effect, regiment, post, () if is_new else tuple(changes), tuple(errors))


def _fill_regiment(regiment: Regiment, given: Given, known: Known, errors: list[str]) -> Iterator[str]:
    values = {name: value for name, value in given.regiment.items() if name != "short_name"}
    if regiment.pk in known.elsewhere and regiment.branch != values["branch"]:
        errors.append(_("L’arme de ce régiment compte déjà ailleurs : elle ne change plus."))
    yield from _set(regiment, values)


def _fill(post: Post, given: Given, known: Known, errors: list[str]) -> Iterator[str]:
    """Put on the post what the line says; what it leaves empty stays."""
    values = dict(given.post)
    if given.supervisor_email is not None:
        values["supervisor"] = known.supervisors.get(given.supervisor_email)
        if given.supervisor_email and values["supervisor"] is None:
            facts = {"email": given.supervisor_email}
            errors.append(_("Aucun chef de section n’a l’adresse %(email)s : invitez cette personne.") % facts)
    if values.get("reserved") == 0:
        values["reserved_for"] = ""
    changed = [name for name, value in values.items() if would_change(post, name, value)]
    is_new = post.pk is None
    changes = list(_set(post, values))
    assert known.cohort
    errors += [str(fault) for fault in faults(post, changed, known.cohort, held=known.held.get(post.pk or 0, 0))]
    if is_new:
        yield _("nouveau poste")
    yield from changes


def _set(thing: Regiment | Post, values: Mapping[str, object]) -> Iterator[str]:
    """Write values on a thing and tell each one that changes, with what it was."""
    for name, value in values.items():
        if would_change(thing, name, value):
            yield told(thing, name, value)
            setattr(thing, name, value)


def _save_regiments(rows: Sequence[Row], by: User) -> None:
    new = [row.regiment for row in rows if row.effect == Effect.NEW]
    try:
        with transaction.atomic():
            Regiment.objects.bulk_create(new)
    except IntegrityError as error:
        raise CannotImport(
            _("Quelqu’un importe les mêmes régiments en ce moment : donnez de nouveau le fichier.")
        ) from error
    Regiment.objects.bulk_update(
        [row.regiment for row in rows if row.effect == Effect.CHANGED], OF_REGIMENT, batch_size=200
    )
    if by.role == Role.LIAISON:
        by.regiments.add(*new)


def _save_posts(posts: Sequence[Post]) -> None:
    Post.objects.bulk_create([_anchored(post) for post in posts if post.pk is None])
    Post.objects.bulk_update([post for post in posts if post.pk is not None], OF_POST, batch_size=200)


def _anchored(post: Post) -> Post:
    """A new regiment has its number only once saved; its post takes it then."""
    post.regiment = post.regiment
    return post
