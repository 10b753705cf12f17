"""What is wrong with the inputs of a placement, by name."""

from typing import Any


class InvalidPlacement(ValueError):
    """The inputs of a placement contradict themselves; `facts` says where, callers word it."""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(f"{type(self).__name__}: {', '.join(f'{name}={fact!r}' for name, fact in facts.items())}")


class DuplicateStudent(InvalidPlacement):
    """A student stands twice in an order of merit or of priority."""


class UnknownStudent(InvalidPlacement):
    """A wish, a lock or a priority names somebody who is not being placed."""


class UnknownPost(InvalidPlacement):
    """A wish, a lock, a group, a priority or a minimum names a post without capacity."""


class DuplicateWish(InvalidPlacement):
    """A student wishes for the same post twice."""


class NegativeCapacity(InvalidPlacement):
    """A post, or a group of posts, has fewer than zero places."""


class LockOverCapacity(InvalidPlacement):
    """More students are locked on a post, or in a group, than it has places."""


class LockUnfit(InvalidPlacement):
    """A student is locked on a post they are not fit for."""


class GroupsNotNested(InvalidPlacement):
    """Two groups of posts overlap without one holding the other."""


class MinimumAboveCapacity(InvalidPlacement):
    """A post could never open: its minimum is above its capacity."""


class LocksBelowMinimum(InvalidPlacement):
    """The locked students alone keep a post open that cannot have its minimum."""


class ReservedOverCapacity(InvalidPlacement):
    """A post keeps more places for some than it has."""


class ReservesNotKept(InvalidPlacement):
    """This rule cannot keep places for some students first; the amphi and deferred acceptance can."""


class ReservesInGroup(InvalidPlacement):
    """A post keeps places for some inside a group whose cap binds: neither answer would be the fair one."""


class OrdersInGroup(InvalidPlacement):
    """Posts of one capped group follow different orders: nothing says whom the cap should leave out."""


class NotAnAmphi(InvalidPlacement):
    """A withdrawal moves one chain down the list in a plain amphi only; other rules must freeze everyone first."""


class OutOfTurn(InvalidPlacement):
    """In a live amphi, a student takes a post while it is somebody else's turn."""


class ClosedPick(InvalidPlacement):
    """In a live amphi, a student takes a post that is not open to them; `reason` says why."""
