"""Read an amphi once for all who watch it: once a version in each process, whatever their number."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from applications.models import Branch
from cohorts import lifecycle
from cohorts.actions.inputs import read_inputs
from cohorts.models import Amphi, Pick, Post, Trainee
from cohorts.room.room import Limit, Room, Seat, Taken


def room_of(amphi: Amphi) -> Room:
    """As it is now. Before it starts wishes still change, and few watch: read again each time."""
    return _read(amphi) if amphi.state == lifecycle.Amphi.READY else _kept(amphi.pk, amphi.version)


def forget() -> None:
    """For tests, which use the same numbers again."""
    _kept.cache_clear()


@lru_cache(maxsize=4)
def _kept(pk: int, version: int) -> Room:
    return _read(Amphi.objects.select_related("cohort").get(pk=pk))


def _read(amphi: Amphi) -> Room:
    inputs = amphi.inputs or read_inputs(amphi.cohort)
    seats = _seats(amphi, inputs)
    posts = _posts(inputs)
    picks = list(amphi.picks.order_by("pk"))
    return Room(
        amphi=amphi.pk,
        cohort=str(amphi.cohort),
        state=amphi.state,
        version=amphi.version,
        shows_names=amphi.shows_names,
        turn=amphi.current_id,
        watched=amphi.watched_id,
        seats=list(seats.values()),
        posts=posts,
        taken=[_taken(pick, seats, posts) for pick in picks if pick.undone_at is None],
        limits=list(_limits(inputs)),
        undone=_undone(picks),
    )


def _seats(amphi: Amphi, inputs: Mapping[str, Any]) -> dict[int, Seat]:
    found = Trainee.objects.filter(pk__in=inputs["merit"]).select_related("person").in_bulk()
    absent = set(amphi.absences.values_list("trainee", flat=True))
    unfit, facts = inputs.get("unfit", {}), inputs.get("unfit_by", {})
    return {
        pk: Seat(
            trainee=pk,
            person=found[pk].person_id,
            rank=found[pk].merit_rank,
            name=str(found[pk].person),
            wishes=tuple(inputs["wishes"].get(str(pk), ())),
            lock=inputs["locks"].get(str(pk)),
            is_absent=pk in absent,
            takes_any=str(pk) in inputs["beyond"],
            unfit=dict(zip(unfit.get(str(pk), ()), facts.get(str(pk), ()), strict=True)),
        )
        for pk in inputs["merit"]
    }


def _posts(inputs: Mapping[str, Any]) -> dict[int, Post]:
    """In the order of the regiments, each with the places the amphi counts."""
    capacity = {int(pk): places for pk, places in inputs["capacity"].items()}
    found = Post.objects.filter(pk__in=capacity).select_related("regiment").order_by("regiment")
    posts = {post.pk: post for post in found}
    for pk, post in posts.items():
        post.capacity = capacity[pk]
    return posts


def _taken(pick: Pick, seats: Mapping[int, Seat], posts: Mapping[int, Post]) -> Taken:
    return Taken(seats[pick.trainee_id], posts.get(pick.post_id or 0), pick.how)


def _limits(inputs: Mapping[str, Any]) -> Iterable[Limit]:
    for group in inputs["groups"]:
        yield Limit(group.get("name") or Branch(group["branch"]).label, frozenset(group["posts"]), group["cap"])


def _undone(picks: Iterable[Pick]) -> dict[int, str]:
    """The newest reason, for those whose turn it made come back."""
    return {pick.trainee_id: pick.undo_reason for pick in picks if pick.undone_at is not None}
