"""Which part of the ranking is looked at: around the line, one speciality, one first wish. Never one sex."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from applications.models import Branch
from applications.models.application import ApplicationQuerySet
from applications.scoring.certainty import CERTAIN, UNLIKELY

LINE = "line"


@dataclass(frozen=True, slots=True)
class Part:
    view: str = ""
    speciality: str = ""
    branch: str = ""

    @property
    def is_whole(self) -> bool:
        return self == Part()

    @property
    def is_around_the_line(self) -> bool:
        return self.view == LINE

    @property
    def condition(self) -> Q:
        """Of an application."""
        found = Q()
        if self.is_around_the_line:
            found &= Q(standing__probability__gt=UNLIKELY, standing__probability__lt=CERTAIN)
        if self.speciality:
            found &= Q(speciality=self.speciality)
        if self.branch:
            found &= Q(branch_wishes__branch=self.branch, branch_wishes__position=1)
        return found

    def of(self, files: ApplicationQuerySet) -> ApplicationQuerySet:
        return files.filter(self.condition)


def asked_part(asked: Mapping[str, str]) -> Part:
    """What an address asks for; what it does not name well is left out."""
    branch = asked.get("branch", "")
    return Part(
        view=LINE if asked.get("view") == LINE else "",
        speciality=asked.get("speciality", "")[:120].replace("\x00", ""),
        branch=branch if branch in Branch.values else "",
    )
