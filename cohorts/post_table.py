"""The posts of a cohort as a table: which rows are asked for, what each says, and the places of each branch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Branch
from cohorts.models import Cohort, Post
from cohorts.post_facts import conditions_of, in_words
from cohorts.posts_file.columns import plain


@dataclass(frozen=True, slots=True)
class Row:
    post: Post
    taken: int
    dates: str
    conditions: str

    @property
    def left(self) -> int:
        return max(0, self.post.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one branch."""

    branch: Branch
    rows: list[Row]

    @property
    def capacity(self) -> int:
        return sum(row.post.capacity for row in self.rows)

    @property
    def taken(self) -> int:
        return sum(row.taken for row in self.rows)

    @property
    def left(self) -> int:
        return sum(row.left for row in self.rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants to see: one branch, the posts with a place left, some words."""

    branch: str = ""
    is_open: bool = False
    words: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        branch = query.get("branch", "")
        return cls(branch if branch in Branch.values else "", query.get("open") == "1", query.get("q", "")[:80])

    def keeps(self, row: Row) -> bool:
        regiment = row.post.regiment
        text = plain(" ".join((regiment.short_name, regiment.name, regiment.garrison, regiment.department)))
        return (
            self.branch in ("", regiment.branch)
            and (row.left > 0 or not self.is_open)
            and all(plain(word) in text for word in self.words.split())
        )


def groups(posts: Iterable[Post], cohort: Cohort, asked: Asked) -> list[Group]:
    """The rows asked for, branch by branch; the posts come with their regiment and their count of placements."""
    rows = [row for row in (row_of(post, cohort) for post in posts) if asked.keeps(row)]
    found = [Group(branch, [row for row in rows if row.post.regiment.branch == branch]) for branch in Branch]
    return [group for group in found if group.rows]


def row_of(post: Post, cohort: Cohort) -> Row:
    asked = [*conditions_of(post), *_limits(post)]
    return Row(post, post.taken, in_words(post, cohort), " ; ".join(asked))


def figures(found: Sequence[Group]) -> dict[str, int]:
    """The same four numbers wherever posts are listed."""
    return {
        "number": sum(len(group.rows) for group in found),
        "places": sum(group.capacity for group in found),
        "taken": sum(group.taken for group in found),
        "left": sum(group.left for group in found),
    }


def _limits(post: Post) -> Iterable[str]:
    if post.minimum > 1:
        yield _("ouvre à partir de %(n)s personnes") % {"n": post.minimum}
    if post.reserved:
        words = ngettext("%(n)s place gardée : %(whom)s", "%(n)s places gardées : %(whom)s", post.reserved)
        yield words % {"n": post.reserved, "whom": post.get_reserved_for_display().lower()}
