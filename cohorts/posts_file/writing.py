"""The posts as the import reads them: what is written here and given back changes nothing."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import override

from cohorts.models import Post
from cohorts.posts_file.columns import COLUMNS
from portal.web.csv_export import Cell


def lines(posts: Iterable[Post]) -> Iterator[Sequence[Cell]]:
    """One line a post, in the order of the columns; it comes with its regiment and its supervisor."""
    for post in posts:
        with override("fr"):
            line = (*_of_regiment(post), *_of_post(post))
        yield line


def template() -> Iterator[Sequence[Cell]]:
    """One line that shows what to write."""
    yield [column.example for column in COLUMNS]


def _of_regiment(post: Post) -> Sequence[Cell]:
    regiment = post.regiment
    return (
        regiment.short_name,
        regiment.name,
        regiment.branch,
        regiment.branch_school,
        regiment.garrison,
        regiment.department,
        Decimal(str(regiment.latitude)),
        Decimal(str(regiment.longitude)),
    )


def _of_post(post: Post) -> Sequence[Cell]:
    return (
        post.capacity,
        post.minimum,
        _one_line(post.section),
        post.supervisor.email if post.supervisor else "",
        post.starts_on,
        post.ends_on,
        str(post.get_lodging_display()),
        _yes(post.needs_fitness),
        _yes(post.needs_licence),
        post.needs_english,
        post.within_km,
        _one_line(post.conditions),
        post.reserved,
        str(post.get_reserved_for_display()),
    )


def _yes(value: bool) -> str:
    return "oui" if value else "non"


def _one_line(text: str) -> str:
    return " ".join(text.split())
