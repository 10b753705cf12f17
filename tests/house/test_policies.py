"""T1, T2: every address declares its policy, and answers as it declares, to every role, by every method."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import clear_url_caches, path

from portal.people.models import Role, User
from portal.urls import urlpatterns as real_addresses
from portal.web.doors import Data, public_door
from tests.build import a_person
from tests.house.addresses import METHODS, Address, addresses
from tests.house.objects import OBJECTS

pytestmark = pytest.mark.django_db

# Open to people without an account. Each was read by somebody; adding one is a decision.
PUBLIC = {
    "applications:calendar",  # whoever holds the private address
    "language",
    "accessibility",
    "privacy",
    "legal",
    "applications:home",
    "applications:self_check",
    "health",
    "invitation",  # whoever holds the key of the letter
    "mail",  # only where mails are kept in files for a demonstration
    "mails",
    "unsubscribe",  # whoever holds the key of the letter
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
# Who may see which kind of data at all. Widening a line is a decision; no door goes beyond it.
READERS = {
    Data.OWN: {*Role},
    Data.FILES: {Role.CANDIDATE, Role.TRAINEE, Role.REVIEWER, Role.JURY_PRESIDENT, Role.MANAGER},
    Data.SCORES: {Role.REVIEWER, Role.JURY_PRESIDENT, Role.MANAGER},
    Data.DECISIONS: {Role.JURY_PRESIDENT, Role.MANAGER},
    Data.PLACEMENTS: {Role.LIAISON, Role.MANAGER},
    Data.FOLLOW_UP: {Role.TRAINEE, Role.SUPERVISOR, Role.LIAISON, Role.JURY_PRESIDENT, Role.MANAGER},
    Data.LETTERS: {Role.JURY_PRESIDENT, Role.MANAGER, Role.ADMINISTRATOR},
    Data.FIGURES: {Role.DIRECTION, Role.LIAISON, Role.JURY_PRESIDENT, Role.MANAGER},
    Data.SETTINGS: {Role.LIAISON, Role.MANAGER},
    Data.PEOPLE: {Role.MANAGER, Role.ADMINISTRATOR},
}
ALL = {address.name: address for address in addresses()}


def undeclared() -> set[str]:
    return {address.name for address in addresses() if address.policy is None}


def test_every_address_declares_its_policy() -> None:
    assert undeclared() == set()


def test_an_address_without_policy_would_be_found(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = type(
        "Canary", (), {"urlpatterns": [*real_addresses, path("canari/", print, name="canary")]}
    )
    clear_url_caches()

    assert undeclared() == {"canary"}


def test_the_public_addresses_are_exactly_the_reviewed_ones() -> None:
    assert {name for name, address in ALL.items() if address.policy and address.policy.is_public} == PUBLIC


def test_no_door_shows_a_kind_of_data_to_a_role_that_may_not_see_it() -> None:
    closed = [one.policy for one in ALL.values() if one.policy and not one.policy.is_public]

    assert [policy for policy in closed if not policy.roles <= READERS[policy.data]] == []


def test_every_address_has_its_own_name() -> None:
    assert len(ALL) == len(addresses())


def test_every_address_that_names_an_object_has_one_to_try() -> None:
    assert {name for name, address in ALL.items() if address.arguments} - set(OBJECTS) == set()


@pytest.mark.parametrize("role", [None, *Role])
def test_every_address_answers_each_method_as_it_declares(role: Role | None) -> None:
    visitor = Visitor(a_person(role) if role else None)

    wrong = []
    for address in ALL.values():
        if address.arguments and address.name not in OBJECTS:
            continue  # said by a test of its own
        where = address.path(**(OBJECTS[address.name].build() if address.arguments else {}))
        for method in METHODS:
            answered = visitor.ask(method, where)
            if answered not in (expected := expectation(address, role, method)):
                wrong.append(f"{method} {address.name}: {answered}, not {expected}")

    assert wrong == []


def test_a_deactivated_person_is_nobody() -> None:
    person = a_person(Role.MANAGER)
    client = Client()
    client.force_login(person)
    person.is_active = False
    person.save()

    assert client.get(ALL["account"].path()).status_code == 302


class Visitor:
    """Somebody who tries every door. What they do may sign them out; they come back in."""

    def __init__(self, person: User | None) -> None:
        self.person, self.client = person, Client()

    def ask(self, method: str, where: str) -> int:
        if self.person is not None and "_auth_user_id" not in self.client.session:
            self.client.force_login(self.person)
        return self.client.generic(method, where).status_code


def expectation(address: Address, role: Role | None, method: str) -> range | tuple[int, ...]:
    """The codes that the declared policy allows."""
    policy = address.policy
    assert policy is not None
    if role is None and not policy.is_public:
        return (302,)
    if address.is_ours and ("GET" if method == "HEAD" else method) not in policy.methods:
        return (405,)
    if role is not None and not address.allows(role):
        return (403,)
    if address.name == "health":
        return (200, 503)  # it says so when letters wait
    return tuple(code for code in range(200, 500) if code != 405) if address.is_ours else range(200, 500)


def test_the_matrix_would_see_a_door_that_opens_to_the_wrong_role() -> None:
    """Negative control: the same question asked of a public page that claims to be closed."""
    lie = Address("applications:home", public_door()(print), frozenset())
    closed = ALL["account"]
    assert Visitor(None).ask("GET", lie.path()) not in expectation(closed, None, "GET")
