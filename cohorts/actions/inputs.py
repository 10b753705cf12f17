"""Everything a placement is made of, read at once and written in one canonical way: the stored proof of a run."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from applications.models import Result
from applications.models.result import Trial
from cohorts.admissible import ASKED, Known, asks, closing, facts_of, meets
from cohorts.models import BranchQuota, Cap, Cohort, Exclusion, Fact, Post, Preference, Trainee, Wish
from cohorts.placement import Problem, Rule

EXCLUDED = "excluded"  # beside the facts: closed to one person by hand


@dataclass(frozen=True)
class Read:
    """What was read of a cohort, and its rows: trainees come with their person, posts with their regiment."""

    inputs: dict[str, Any]
    posts: dict[int, Post]
    trainees: dict[int, Trainee]


class Link(NamedTuple):
    """One row of whatever ties trainees and posts: what it is, its two ends, a number, a word."""

    kind: str
    one: int
    other: int
    number: int
    word: str


def read_inputs(cohort: Cohort, rule: Rule = Rule.AMPHI) -> dict[str, Any]:
    return read(cohort, rule).inputs


def read(cohort: Cohort, rule: Rule = Rule.AMPHI) -> Read:
    """Read all that any rule looks at, in three queries whatever the size, in an order that never changes."""
    trainees = {trainee.pk: trainee for trainee in _trainees(cohort)}
    posts = Post.objects.filter(cohort=cohort).select_related("regiment").order_by("pk").in_bulk()
    links = _links(cohort)
    facts = {pk: _known(trainee) for pk, trainee in trainees.items()}
    wishes = _lists(links, "wish", trainees)
    closed = _closed(links, posts, facts)
    inputs = {
        "rule": str(rule),
        "merit": list(trainees),
        "wishes": wishes,
        "beyond": {str(pk): _beyond(pk, posts, wishes[str(pk)]) for pk, one in trainees.items() if one.takes_any},
        "capacity": {str(pk): post.capacity for pk, post in posts.items()},
        "locks": {str(pk): trainee.lock.post_id for pk, trainee in trainees.items() if hasattr(trainee, "lock")},
        "groups": [*_branches(links, posts), *_named(links)],
        "unfit": {trainee: list(found) for trainee, found in closed.items()},
        "unfit_by": {trainee: list(found.values()) for trainee, found in closed.items()},
        "minimum": {str(pk): post.minimum for pk, post in posts.items() if post.minimum > 1},
        "reserved": {str(pk): _reserved(post, facts) for pk, post in posts.items() if post.reserved},
        "priorities": {post: order for post, order in _lists(links, "order", posts).items() if order},
    }
    return Read(inputs, posts, trainees)


def fingerprint(inputs: Mapping[str, Any]) -> str:
    """SHA-256 of the inputs written in one canonical way."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def problem_of(inputs: Mapping[str, Any]) -> Problem[int, int]:
    """The stored inputs as the rules read them, those of the first version too."""
    beyond = inputs.get("beyond", {})
    return Problem(
        merit=inputs["merit"],
        wishes={int(pk): [*wishes, *beyond.get(pk, ())] for pk, wishes in inputs["wishes"].items()},
        capacity=_by_number(inputs["capacity"]),
        locks=_by_number(inputs["locks"]),
        groups=[(group["posts"], group["cap"]) for group in inputs["groups"]],
        unfit={pk: frozenset(posts) for pk, posts in _by_number(inputs.get("unfit", {})).items()},
        priorities=_by_number(inputs.get("priorities", {})),
        reserves={
            pk: (kept["places"], frozenset(kept["for"])) for pk, kept in _by_number(inputs.get("reserved", {})).items()
        },
        minimum=_by_number(inputs.get("minimum", {})),
    )


def _trainees(cohort: Cohort) -> QuerySet[Trainee]:
    """Those to place, best first, with the two verdicts a post may ask about."""
    results = Result.objects.filter(application=OuterRef("application"))
    return (
        Trainee.objects.enrolled()
        .filter(cohort=cohort)
        .select_related("person", "lock")
        .annotate(**{str(trial): Subquery(results.filter(trial=trial).values("verdict")) for trial in _TRIALS})
        .order_by("merit_rank")
    )


_TRIALS = (Trial.MEDICAL, Trial.ENGLISH)


def _known(trainee: Trainee) -> Known:
    verdicts = {str(trial): getattr(trainee, str(trial)) for trial in _TRIALS}
    return facts_of(trainee, {trial: verdict for trial, verdict in verdicts.items() if verdict})


def _links(cohort: Cohort) -> list[Link]:
    """One query for all that ties trainees and posts."""
    enrolled = Trainee.objects.enrolled().filter(cohort=cohort)
    rows = _rows(Wish.objects.filter(trainee__in=enrolled), "wish", "trainee_id", "post_id", "position").union(
        _rows(Exclusion.objects.filter(trainee__in=enrolled), "closed", "trainee_id", "post_id", "post_id"),
        _rows(Preference.objects.filter(trainee__in=enrolled), "order", "post_id", "trainee_id", "position"),
        _rows(BranchQuota.objects.filter(cohort=cohort), "quota", "pk", "pk", "cap", "branch"),
        _rows(Cap.objects.filter(cohort=cohort, posts__isnull=False), "cap", "pk", "posts", "cap", "name"),
        all=True,
    )
    return sorted(Link(*row) for row in rows)


def _rows(found: QuerySet[Any], kind: str, one: str, other: str, number: str, word: str = "") -> QuerySet[Any]:
    words = Coalesce(word, Value(""), output_field=CharField()) if word else Value("", CharField())
    return found.order_by().values_list(Value(kind, CharField()), one, other, number, words)


def _lists(links: Iterable[Link], kind: str, whose: Iterable[int]) -> dict[str, list[int]]:
    """The ordered list of each: posts of a trainee, or trainees of a post."""
    found: dict[str, list[Link]] = {str(pk): [] for pk in whose}
    for link in links:
        if link.kind == kind:
            found[str(link.one)].append(link)
    return {pk: [link.other for link in sorted(rows, key=lambda row: row.number)] for pk, rows in found.items()}


def _beyond(trainee: int, posts: Iterable[int], wished: list[int]) -> list[int]:
    """The posts left after the line of somebody without preference, in an order that favours no regiment.

    It is drawn from the two numbers alone: nobody's wishes can bend it, so that nobody gains by sending another list.
    """
    rest = set(posts).difference(wished)
    return sorted(rest, key=lambda post: hashlib.sha256(f"{trainee}-{post}".encode()).digest())


def _closed(links: Iterable[Link], posts: Mapping[int, Post], facts: Mapping[int, Known]) -> dict[str, dict[int, str]]:
    """For each trainee, the posts closed to them and by what; by hand comes before any fact."""
    found: dict[str, dict[int, str]] = {}
    asking = [post for post in posts.values() if any(asks(post, fact) for fact in ASKED)]
    for trainee, person in facts.items():
        closed = {post.pk: str(fact) for post in asking if (fact := closing(post, person))}
        if closed:
            found[str(trainee)] = closed
    for link in links:
        if link.kind == "closed":
            found.setdefault(str(link.one), {})[link.other] = EXCLUDED
    return {trainee: dict(sorted(closed.items())) for trainee, closed in sorted(found.items())}


def _reserved(post: Post, facts: Mapping[int, Known]) -> dict[str, Any]:
    fact = Fact(post.reserved_for)
    whom = [trainee for trainee, person in facts.items() if meets(post, fact, person)]
    return {"places": post.reserved, "fact": str(fact), "for": whom}


def _branches(links: Iterable[Link], posts: Mapping[int, Post]) -> list[dict[str, Any]]:
    caps = {link.word: link.number for link in links if link.kind == "quota"}
    inside = {branch: [pk for pk, post in posts.items() if post.regiment.branch == branch] for branch in sorted(caps)}
    return [{"branch": branch, "posts": found, "cap": caps[branch]} for branch, found in inside.items() if found]


def _named(links: Iterable[Link]) -> list[dict[str, Any]]:
    groups: dict[int, dict[str, Any]] = {}
    for link in links:
        if link.kind == "cap":
            group = groups.setdefault(link.one, {"name": link.word, "posts": [], "cap": link.number})
            group["posts"].append(link.other)
    return sorted(groups.values(), key=lambda group: str(group["name"]))


def _by_number(found: Mapping[str, Any]) -> dict[int, Any]:
    return {int(key): value for key, value in found.items()}
