"""T3, first version: an object of somebody else answers exactly like one that does not exist."""

import re

import pytest
from django.test import Client

from portal.people.models import Role
from tests.build import a_person
from tests.house.addresses import addresses
from tests.house.objects import OBJECTS

pytestmark = pytest.mark.django_db

WITH_OBJECT = {address.name: address for address in addresses() if address.arguments and address.name in OBJECTS}
KNOCKS = [
    (name, role)
    for name, address in WITH_OBJECT.items()
    for role in Role
    if address.policy and not address.policy.is_public and role in address.policy.roles
]
# What differs between two answers without saying anything: the address asked for, tokens, nonces.
CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"|nonce="[^"]*"')


@pytest.mark.parametrize(("name", "role"), KNOCKS, ids=lambda value: str(value))
def test_what_is_not_yours_looks_as_if_it_did_not_exist(name: str, role: Role) -> None:
    address, entry = WITH_OBJECT[name], OBJECTS[name]
    if entry.missing is None:
        pytest.skip("every value of this address names something")
    values = entry.build()
    client = Client()
    client.force_login(a_person(role))

    for method in sorted(address.policy.methods):
        missing = answer_to(client, method, address.path(**entry.missing(values)))
        assert missing[0] == 404 or not address.is_ours, f"{method} of a missing object"
        if role not in entry.known_to:
            assert answer_to(client, method, address.path(**values)) == missing, f"{method} of a stranger's object"


def answer_to(client: Client, method: str, where: str) -> tuple[int, bytes]:
    answer = client.generic(method, where)
    body = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, CHANGING.sub(b"", body.replace(where.encode(), b"HERE"))
