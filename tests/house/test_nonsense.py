"""T67: whatever is sent to whatever address, the answer is a sentence and never a broken page."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.people.models import Role, User
from tests.house.addresses import Address, addresses
from tests.house.objects import OBJECTS
from tests.house.round import SAME_FOR_ALL, Form, Visitor, page_at, pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

NONSENSE: dict[str, object] = {
    "nothing": "",
    "a NUL": "a\0b",
    "words where a number belongs": "canari",
    "a number beyond every column": "9" * 400,
}
A_BROKEN_FILE = SimpleUploadedFile("\0.pdf", b"%PDF-1.7 and nothing more", "application/pdf")
# One person of each role, with files, readings, offers, cohorts of their own.
STAFF = ["admin", "responsable", "jury", "relectrice", "liaison", "chef", "direction"]
STUDENTS = ["candidate", "admise", "stagiaire"]
FORMS = [one for one in addresses() if one.policy and "POST" in one.policy.methods]


@pytest.mark.parametrize("name", [None, *STAFF, *STUDENTS])
def test_nonsense_never_breaks_a_page(name: str | None) -> None:
    person = User.objects.get(email=f"{name}@galon.test") if name else None
    visitor = Visitor(person)

    broken = [
        f"{said}, at {form.method} {form.action} ({form.target})"
        for form in forms_of(visitor)
        for said, nonsense in nonsenses(form)
        if visitor.send(nonsense).status_code >= 500
    ]

    assert "\n".join(broken) == ""


def forms_of(visitor: Visitor) -> Iterator[Form]:
    """The forms somebody is led to, then every other address that accepts something from their role."""
    known = SAME_FOR_ALL if visitor.person and visitor.person.email != "candidate@galon.test" else set()
    seen = set()
    for form in (form for page in pages_of(visitor, skip=known) for form in [*page.forms, *page.questions()]):
        if (form.method, form.target) not in seen:
            seen.add((form.method, form.target))
            yield form
    role = Role(visitor.person.role) if visitor.person else None
    for address in FORMS:
        if ("post", address.name) not in seen and is_open(address, role) and address.name not in known:
            yield from forms_at(visitor, address)


def forms_at(visitor: Visitor, address: Address) -> Iterator[Form]:
    path = address.path(**(OBJECTS[address.name].build() if address.arguments else {}))
    page = page_at(visitor, path) if "GET" in address.policy.methods else None
    yield Form(path, path, "post")
    yield from (form for form in (page.forms if page else ()) if form.target == address.name)


def nonsenses(form: Form) -> Iterator[tuple[str, Form]]:
    """The same nonsense in every field, then in each field that no widget shows, among sensible others."""
    for said, value in NONSENSE.items():
        yield f"{said} in every field", form.with_values(**dict.fromkeys(form.values, value))
    if form.method == "post":
        yield "broken files", form.with_values(**dict.fromkeys(form.values, A_BROKEN_FILE))
    for name in form.unseen:
        for said in ("a number beyond every column", "words where a number belongs"):
            yield f"{said} in {name}", form.with_values(**{name: NONSENSE[said]})
        yield f"without {name}", replace(form, values={one: value for one, value in form.values.items() if one != name})


def is_open(address: Address, role: Role | None) -> bool:
    return address.allows(role) if role else bool(address.policy and address.policy.is_public)
