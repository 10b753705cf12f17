"""The amphi: in order of merit, each takes the best place still open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from cohorts.placement.assignment import Assignment, Kind, Reason, Rule
from cohorts.placement.deferred import accept
from cohorts.placement.errors import ReservesNotKept
from cohorts.placement.flow import Flow
from cohorts.placement.problem import Group, P, Problem, Reserve, S
from cohorts.placement.serial import Whole, play


def amphi(
    merit: Sequence[S],
    wishes: Mapping[S, Sequence[P]],
    capacity: Mapping[P, int],
    *,
    locks: Mapping[S, P] | None = None,
    groups: Sequence[Group[P]] = (),
    unfit: Mapping[S, Collection[P]] | None = None,
    reserves: Mapping[P, Reserve[S]] | None = None,
    look_ahead: bool = False,
) -> Assignment[S, P]:
    """Place students one by one, best first, each on the first wish that is still open.

    With look_ahead, a wish that would lower the number of students who can be placed is refused too.
    Shapes: see Problem. Locked students keep their post whatever their wishes; the others share what is left.
    Errors: the named ones of cohorts.placement.errors.
    Source: serial dictatorship, Svensson (1999), "Strategy-proof allocation of indivisible goods".
    """
    problem = Problem(merit, wishes, capacity, locks or {}, groups, unfit or {}, reserves=reserves or {})
    return by_foresight(problem) if look_ahead else by_merit(problem)


def by_merit(problem: Problem[S, P]) -> Assignment[S, P]:
    """Run the amphi; where places are kept for some, by deferred acceptance with merit as the order of every post.

    A place kept for some may go to somebody else until one of them asks for it, so that one pass cannot know. With
    such places the answer is still strategy-proof and wastes nothing; nobody is passed over by somebody ranked below
    except for a kept place, by one of those it is kept for; and no other answer that keeps to this is better for
    anybody. It is no longer efficient: two students may wish to exchange. Errors: ReservesInGroup.
    Source: Hafalir, Yenmez & Yildirim (2013), "Effective affirmative action in school choice".
    """
    if not any(places for places, _ in problem.reserves.values()):
        return play(problem)
    ordered = replace(problem, priorities=dict.fromkeys(problem.capacity, problem.merit))
    return replace(accept(ordered, Kind.TAKEN), rule=Rule.AMPHI, problem=problem)


def by_foresight(problem: Problem[S, P]) -> Assignment[S, P]:
    """Keep as many students placed as can be: every wish costs nothing, no place costs one."""
    refuse_reserves(problem, Rule.LOOK_AHEAD)
    flow = Flow(problem, costs=[0] * len(problem.capacity), unplaced=1)
    refusal = Reason(Kind.LOOK_AHEAD, fullest=flow.seated + len(problem.locks))
    return play(problem, Whole(Rule.LOOK_AHEAD, flow, refusal))


def refuse_reserves(problem: Problem[S, P], rule: Rule) -> None:
    """Raise ReservesNotKept where this rule would silently forget the places kept for some."""
    for post, (places, _) in problem.reserves.items():
        if places:
            raise ReservesNotKept(rule=rule, post=post)
