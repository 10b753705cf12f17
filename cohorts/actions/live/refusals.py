"""Why something is refused in a live amphi, in words said to the room: ranks, never names."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Branch
from cohorts.models import Trainee
from cohorts.placement import Kind, Reason
from portal.journal.moves import Refusal


class CannotConduct(Refusal):
    """The amphi cannot be opened, started, paused or closed this way now."""


class NotYourTurn(Refusal):
    """It is somebody else's turn, or nobody's; the text says what has become of this one."""


class PostNotOpen(Refusal):
    """This post cannot be taken by this person now; the text says who took its last place."""


class CannotUndo(Refusal):
    """This pick cannot be undone; the text says what to do first."""


def why_closed(reason: Reason, inputs: Mapping[str, Any]) -> str:
    """One sentence for a post that is not open."""
    match reason.kind:
        case Kind.TAKEN:
            return _("Ce poste est complet : dernière place au rang %(rank)s.") % {"rank": _rank(reason, inputs)}
        case Kind.QUOTA:
            return _quota(reason, inputs)
        case Kind.LOCKED:
            return _("La dernière place de ce poste est réservée d’avance.")
        case Kind.UNFIT:
            return _("Ce poste demande ce qui n’est pas connu de cette personne, ou lui est fermé.")
        case _:
            return _("Ce poste n’ouvre pas de place.")


def _quota(reason: Reason, inputs: Mapping[str, Any]) -> str:
    group = inputs["groups"][reason.group]
    name = group.get("name") or Branch(group["branch"]).label
    if reason.last_rank is None:
        return _("%(group)s : aucune place n’est ouverte dans ce groupe.") % {"group": name}
    facts = {"group": name, "cap": group["cap"], "rank": _rank(reason, inputs)}
    return _("%(group)s : les %(cap)s places permises sont prises, la dernière au rang %(rank)s.") % facts


def _rank(reason: Reason, inputs: Mapping[str, Any]) -> int:
    """The rank as people know it: some before may have left since it was given."""
    trainee = inputs["merit"][(reason.last_rank or 1) - 1]
    return Trainee.objects.values_list("merit_rank", flat=True).get(pk=trainee)
