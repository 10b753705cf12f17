"""Every page, as every role, on a phone and on a desk: no barrier, no sideways scrolling, no error in the console."""

from collections import Counter
from collections.abc import Iterable, Iterator, Set

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser

from portal.people.models import Role, User
from tests.browser.visit import Visit, visiting
from tests.house.addresses import Address, addresses

pytestmark = pytest.mark.browser

ALL = {address.name: address for address in addresses()}
READABLE = {name: address for name, address in ALL.items() if address.policy and "GET" in address.policy.methods}
# The same for everybody: looked at as a visitor, and as a candidate, not again as each role.
SAME_FOR_ALL = {
    name for name, address in READABLE.items() if address.policy and address.policy.roles in ({*Role}, frozenset())
}
# Answers that are no page: they lead on, hand out a file, or speak to a machine.
NO_PAGE = {"start", "health", "mfa_download_recovery_codes", "mfa_login_webauthn", "account_logout"}
OF_EACH = 2  # objects looked at per address
PEOPLE = (
    "candidate",
    "admise",
    "stagiaire",
    "relectrice",
    "responsable",
    "jury",
    "liaison",
    "chef",
    "direction",
    "admin",
)


def test_no_page_stands_in_anybodys_way(chromium: Browser, site: str, demo: None) -> None:
    found = {}
    with visiting(chromium, site) as visit:
        found["visitor"] = flaws_found(visit, starts(None))
    for name in PEOPLE:
        person = User.objects.get(email=f"{name}@galon.test")
        known = SAME_FOR_ALL if name != "candidate" else set()
        with visiting(chromium, site, person) as visit:
            found[name] = flaws_found(visit, starts(Role(person.role)), skip=known)

    assert {name: flaws for name, flaws in found.items() if flaws} == {}


def starts(role: Role | None) -> Iterator[str]:
    """The pages that need no object, for somebody of this role."""
    for address in READABLE.values():
        if not address.arguments and is_open(address, role):
            yield address.path()


def is_open(address: Address, role: Role | None) -> bool:
    policy = address.policy
    assert policy is not None
    return policy.is_public if role is None else role in policy.roles


def flaws_found(visit: Visit, first: Iterable[str], *, skip: Set[str] = frozenset()) -> dict[str, list[str]]:
    """Open these pages and all they lead to; what is wrong with each."""
    first = list(first)
    waiting, seen, looked_at, found = [*first], set[str](), Counter[str](), dict[str, list[str]]()
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if path in seen or name not in READABLE or name in skip | NO_PAGE or looked_at[name] >= OF_EACH:
            continue
        seen.add(path)
        looked_at[name] += 1
        flaws = flaws_of(visit, path, may_be_absent=path in first)
        if flaws:
            found[path] = flaws
        waiting += visit.links()
    return found


def flaws_of(visit: Visit, path: str, *, may_be_absent: bool) -> list[str]:
    code = visit.open(path)
    if code == 0 or name_of(visit.page.url.removeprefix(visit.site)) != name_of(path):
        return []  # a file, or led on to a page that has its own turn
    if code in {403, 404} and may_be_absent:
        return []  # nobody was led there
    return [f"answers {code}"] if code >= 400 else visit.flaws()


def name_of(path: str) -> str:
    try:
        return resolve(path.split("?")[0]).view_name
    except Resolver404:
        return ""
