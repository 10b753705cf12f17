"""No decision and no vote with fewer people than the quorum."""

from django.utils.translation import ngettext

from applications.jury.room import Room
from portal.journal.moves import Refusal


class UnderQuorum(Refusal):
    """Too few members are in the room for this file."""


def refuse_under_quorum(room: Room) -> None:
    if not room.has_quorum:
        raise UnderQuorum(
            ngettext(
                "Le quorum n’est pas réuni : il manque %(n)s membre pour ce dossier. Attendez, ou passez au suivant.",
                "Le quorum n’est pas réuni : il manque %(n)s membres pour ce dossier. Attendez, ou passez au suivant.",
                room.missing,
            )
            % {"n": room.missing}
        )
