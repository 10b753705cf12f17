"""A run of the amphi as people read it: who goes where, and one sentence for each wish refused."""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applications.models import Branch
from cohorts import lifecycle
from cohorts.models import Post, Run, Trainee
from cohorts.placement import Kind
from portal.people.models import Role, User

Reason = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """One wish above the place obtained, and why it was not granted."""

    position: int
    post: Post
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """What the amphi gives one trainee. `position` says which wish it was; none when it was none of them."""

    trainee: Trainee
    is_named: bool
    post: Post | None
    position: int | None
    is_locked: bool
    refused: list[Refused]


@dataclass(frozen=True, slots=True)
class Change:
    trainee: Trainee
    before: Post | None
    after: Post | None


@dataclass(frozen=True)
class Explained:
    """One stored run with the posts and trainees it speaks of. `named`: the trainees whose names may be shown."""

    run: Run
    posts: Mapping[int, Post]
    trainees: Mapping[int, Trainee]
    named: Set[int]

    @cached_property
    def places(self) -> dict[int, int | None]:
        return {int(trainee): post for trainee, post in self.run.result["places"].items()}

    @cached_property
    def lines(self) -> list[Line]:
        return [self.line(trainee) for trainee in self.run.inputs["merit"]]

    @cached_property
    def taken(self) -> Counter[int]:
        """How many places of each post this run gives."""
        return Counter(post for post in self.places.values() if post is not None)

    @property
    def without_place(self) -> int:
        return sum(post is None for post in self.places.values())

    @property
    def first_wishes(self) -> int:
        return sum(line.position == 1 for line in self.lines)

    @property
    def passed_over(self) -> list[tuple[int, list[int]]]:
        """For each lock that cost somebody a wish: the rank it places, and the ranks it passed over."""
        found: dict[int, list[int]] = {}
        for passed, locked in self.run.result["envy"]:
            found.setdefault(self._rank(locked), []).append(self._rank(passed))
        return sorted(found.items())

    def line(self, trainee: int, *, own: bool = False) -> Line:
        """The line of one trainee; `own` words it for that person, who must not read what concerns others."""
        place = self.places[trainee]
        wishes = self.run.inputs["wishes"][str(trainee)]
        return Line(
            trainee=self.trainees[trainee],
            is_named=trainee in self.named,
            post=self.posts[place] if place is not None else None,
            position=wishes.index(place) + 1 if place in wishes else None,
            is_locked=str(trainee) in self.run.inputs["locks"],
            refused=list(self._refused(trainee, wishes, own)),
        )

    def changes_since(self, previous: Run) -> list[Change]:
        """Who would go elsewhere than in an earlier draft, best rank first."""
        before = previous.result["places"]
        return [
            Change(line.trainee, self.posts.get(before.get(str(line.trainee.pk)) or 0), line.post)
            for line in self.lines
            if before.get(str(line.trainee.pk)) != self.places[line.trainee.pk]
        ]

    def _refused(self, trainee: int, wishes: list[int], own: bool) -> Iterator[Refused]:
        reasons: Mapping[str, Reason] = self.run.result["reasons"].get(str(trainee), {})
        for position, post in enumerate(wishes, 1):
            if reason := reasons.get(str(post)):
                yield Refused(position, self.posts[post], self._own_words(reason) if own else self._words(reason))

    def _words(self, reason: Reason) -> str:
        if reason["kind"] == Kind.OWN_LOCK:
            return _("Une autre place a été réservée d’avance pour cette personne.")
        if reason["kind"] == Kind.LOCKED:
            return _("Réservé avant l’amphi : %(who)s.") % {"who": self._ranks(reason["by"])}
        words = self._own_words(reason)
        if reason["kind"] == Kind.QUOTA and reason["by"]:
            words += " " + _("Une réservation y compte : %(who)s.") % {"who": self._ranks(reason["by"])}
        return words

    def _own_words(self, reason: Reason) -> str:
        """One sentence that names a rank, never a person nor a reason that is somebody else's."""
        match reason["kind"]:
            case Kind.TAKEN:
                return _("Pris : dernière place au rang %(rank)s.") % {"rank": self._rank_of_place(reason["last_rank"])}
            case Kind.QUOTA:
                return self._quota(reason)
            case Kind.LOCKED:
                return _("La place était réservée avant l’amphi.")
            case Kind.OWN_LOCK:
                return _("Une autre place vous était réservée d’avance.")
            case _:
                return _("Ce poste n’ouvre pas de place.")

    def _quota(self, reason: Reason) -> str:
        group = self.run.inputs["groups"][reason["group"]]
        facts = {"branch": Branch(group["branch"]).label, "cap": group["cap"]}
        if reason["last_rank"] is None:
            return _("%(branch)s : aucune place n’est ouverte dans cette arme.") % facts
        facts["rank"] = self._rank_of_place(reason["last_rank"])
        return _("%(branch)s : les %(cap)s places de l’arme sont prises, la dernière au rang %(rank)s.") % facts

    def _ranks(self, trainees: list[int]) -> str:
        return ", ".join(pgettext("rang", "rang %(n)s") % {"n": self._rank(trainee)} for trainee in trainees)

    def _rank(self, trainee: int) -> int:
        return self.trainees[trainee].merit_rank

    def _rank_of_place(self, place: int) -> int:
        """Ranks stand as they were given, though somebody before may have left since."""
        return self._rank(self.run.inputs["merit"][place - 1])


def names_shown(user: User, run: Run, trainees: Mapping[int, Trainee], own: Set[int]) -> Set[int]:
    """Whose name may be read beside a rank: everybody's by the school, by a liaison those proposed or placed at home.

    `own`: the posts of the liaison's regiments. Trainees come with their placement.
    """
    if user.role == Role.MANAGER:
        return trainees.keys()
    if run.state == lifecycle.Run.PUBLISHED:
        placed = {pk: getattr(trainee, "placement", None) for pk, trainee in trainees.items()}
        return {pk for pk, placement in placed.items() if placement and placement.post_id in own}
    return {int(trainee) for trainee, post in run.result["places"].items() if post in own}
