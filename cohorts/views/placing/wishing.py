"""The page of wishes as it is shown: the list in one of its two ways, what is left, the map, what was done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Branch
from cohorts.actions import wishes as actions
from cohorts.arranging import grouped, is_by_branch
from cohorts.forms.told import AboutMeForm
from cohorts.models import Post, Trainee
from cohorts.offered import Offered, offered
from cohorts.views.placing.looking import ORDERS, WITHIN, looking
from cohorts.views.placing.map import drawn, garrison
from portal.journal.models import Entry
from portal.journal.record import label

SENT, TAKEN_BACK = "cohorts.trainee.send_wishes", "cohorts.trainee.take_wishes_back"


@dataclass(frozen=True)
class Shelf:
    """The posts of a cohort before one trainee, and the list that is on the page."""

    trainee: Trainee
    offers: Mapping[int, Offered]
    wished: Sequence[int]

    @property
    def branch_of(self) -> dict[int, str]:
        return {pk: one.post.regiment.branch for pk, one in self.offers.items()}

    @property
    def items(self) -> list[dict[str, object]]:
        return [self._item(pk) for pk in self.wished]

    @property
    def lines(self) -> list[str]:
        return [_named(self.offers[pk]) for pk in self.wished]

    @property
    def groups(self) -> Iterator[dict[str, object]]:
        """Every branch with posts: those asked for in their order, then the others."""
        asked, left = grouped(self.wished, self.branch_of), grouped(self.addable, self.branch_of)
        for branch in dict.fromkeys([*asked, *left]):
            yield {
                "branch": branch,
                "label": Branch(branch).label,
                "items": [self._item(pk) for pk in asked.get(branch, ())],
                "left": left.get(branch, []),
            }

    @property
    def is_by_branch(self) -> bool:
        return is_by_branch(self.wished, self.branch_of)

    @property
    def not_wished(self) -> list[Offered]:
        return [one for pk, one in self.offers.items() if pk not in self.wished]

    @property
    def addable(self) -> list[int]:
        """What a whole branch brings: the posts with nothing between them and this person."""
        return [one.post.pk for one in self.not_wished if not one.why]

    def _item(self, pk: int) -> dict[str, object]:
        one = self.offers[pk]
        return {
            "value": pk,
            "label": one.post.regiment.short_name,
            "note": f"{where(one.post)}, {far(one)}",
            "town": one.post.regiment.garrison,
            "warning": one.why,
            "branch": one.post.regiment.branch,
            "anchor": f"voeu-{pk}",
        }


def shelf(trainee: Trainee, wished: Sequence[int] | None = None) -> Shelf:
    """With the list as it is kept, unless the page holds another."""
    posts = Post.objects.filter(cohort=trainee.cohort_id).select_related("regiment")
    kept = wished if wished is not None else list(trainee.wishes.order_by("position").values_list("post", flat=True))
    offers = offered(trainee, posts)
    return Shelf(trainee, offers, [pk for pk in kept if pk in offers])


def page(stand: Shelf, asked: Mapping[str, str], at: datetime) -> dict[str, object]:
    trainee, view = stand.trainee, looking(asked)
    is_open = actions.are_open(trainee.cohort, at)
    may_change = is_open and trainee.wishes_sent_at is None
    return {
        "trainee": trainee,
        "cohort": trainee.cohort,
        "at": at,
        "is_open": is_open,
        "may_change": may_change,
        "may_undo": may_change and actions.last_change(trainee) is not None,
        "shelf": stand,
        "wishes": stand.items,
        "version": trainee.wishes_version,
        "takes_any": trainee.takes_any,
        "found": view.found(stand.not_wished),
        "looking": view,
        "orders": ORDERS,
        "radii": WITHIN,
        "branches": Branch.choices,
        "form": AboutMeForm(trainee=trainee),
        "map": _map(stand),
        "history": history(trainee, stand),
    }


def history(trainee: Trainee, stand: Shelf) -> list[dict[str, object]]:
    """What was sent and taken back: when, by whom, and the list as it was."""
    entries = Entry.objects.filter(subject=label(trainee), event__in=(SENT, TAKEN_BACK)).select_related("by")
    return [
        {
            "at": entry.at,
            "is_sent": entry.event == SENT,
            "by": entry.by if entry.by_id != trainee.person_id else None,
            "takes_any": entry.facts.get("takes_any", False),
            "lines": [_named(stand.offers.get(pk)) for pk in entry.facts.get("posts", ())],
        }
        for entry in entries
    ]


def where(post: Post) -> str:
    return f"{post.regiment.garrison} ({post.regiment.department})"


def far(one: Offered) -> str:
    """`à 340 km de chez vous`; from the school as long as home is not known."""
    if one.from_home is None:
        return _("à %(km)s km de l’école") % {"km": one.from_school}
    return _("à %(km)s km de chez vous") % {"km": one.from_home}


def _named(one: Offered | None) -> str:
    if one is None:
        return _("un poste retiré depuis")
    return f"{one.post.regiment.short_name}, {one.post.regiment.garrison}"


def _map(stand: Shelf) -> dict[str, object]:
    words = ngettext(
        "Carte de France : %(all)s garnisons, dont %(n)s entourée, qui est un de vos vœux.",
        "Carte de France : %(all)s garnisons, dont %(n)s entourées, qui sont vos vœux.",
        len(stand.wished),
    )
    places = [garrison(one.post.regiment, is_ringed=pk in stand.wished) for pk, one in stand.offers.items()]
    return drawn(places, told=words % {"all": len(stand.offers), "n": len(stand.wished)})
