"""Somebody's round of the portal without a browser: every page they are led to, and every form they find on it."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import cast
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from portal.people.models import Role, User
from tests.house.addresses import addresses
from tests.portal.vault.files import a_pdf

READABLE = {one.name: one for one in addresses() if one.policy and "GET" in one.policy.methods}
# They lead on, hand out a file or speak to a machine.
NO_PAGE = {"start", "health", "mfa_download_recovery_codes", "mfa_login_webauthn", "account_logout"}
# Pages that everybody finds alike are walked by one of them.
SAME_FOR_ALL = {
    name for name, one in READABLE.items() if one.policy and one.policy.roles in ({*Role}, frozenset[Role]())
}
SENTENCE = "Une phrase sensée."
SENSIBLE = {
    "email": "quelquun@example.org",
    "number": "1",
    "date": "2027-08-30",
    "time": "08:00",
    "password": "une longue phrase de passe",
    "checkbox": "on",
}
Values = dict[str, list[object]]


@dataclass(frozen=True)
class Form:
    """Where it is sent, how, and what somebody sensible would send."""

    page: str
    action: str
    method: str
    values: Values = field(default_factory=dict)
    # What the person does not see, and the server may be tempted to trust.
    unseen: set[str] = field(default_factory=set)

    @property
    def target(self) -> str:
        return name_of(self.action)

    def with_values(self, **values: object) -> "Form":
        return replace(self, values=self.values | {name: [value] for name, value in values.items()})


class Visitor:
    """Somebody who knocks; whatever a request changed is undone after it."""

    def __init__(self, person: User | None = None, **headers: str) -> None:
        self.person, self.headers = person, headers
        self.client = self._client()
        if person is not None:
            self.client.force_login(person)
        self.session = self.client.cookies.get(settings.SESSION_COOKIE_NAME)

    def get(self, path: str) -> HttpResponse:
        return cast(HttpResponse, self.client.get(path, headers=self.headers))

    def send(self, form: Form) -> HttpResponse:
        with transaction.atomic():
            answer = self.send_for_good(form)
            transaction.set_rollback(True)
        return answer

    def send_for_good(self, form: Form) -> HttpResponse:
        """Each time in a fresh browser, so that signing out, for one, ends nothing."""
        client = self._client()
        if self.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session.value
        ask = client.get if form.method == "get" else client.post
        return cast(HttpResponse, ask(form.action, form.values, headers=self.headers))

    def _client(self) -> Client:
        return Client(raise_request_exception=False)


def pages_of(visitor: Visitor, *, skip: Set[str] = frozenset()) -> Iterator["Page"]:
    """The pages one is led to, the first of each kind."""
    waiting, seen = list(starts(visitor.person)), set[str]()
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if name not in READABLE or name in seen | skip | NO_PAGE:
            continue
        if page := page_at(visitor, path):
            seen.add(name)
            waiting += page.links
            yield page


def page_at(visitor: Visitor, path: str) -> "Page | None":
    answer = visitor.get(path)
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return None
    return Page(path, answer)


class Page(HTMLParser):
    """Its links, and its forms filled in with sense."""

    def __init__(self, path: str, answer: HttpResponse) -> None:
        super().__init__()
        self.path, self.text = path, answer.content.decode()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._area = ""
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and (link := self._inside(given.get("href", ""))):
            self.links.append(link)
        if tag == "form":
            action = self._inside(given.get("action", "") or self.path) or self.path
            self._form = Form(self.path, action, given.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is None:
            return
        for other in ("formaction", "hx-post"):
            if other in given and self._inside(given[other]):
                self.forms.append(replace(self._form, action=self._inside(given[other]), method="post"))
        self._field(tag, given, self._form)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._form and self._area and data.strip():
            self._form.values[self._area] = [data.strip()]
        self._area = ""

    def questions(self) -> Iterator[Form]:
        """What the links of the page ask the same or other pages for."""
        asked = {link.split("?")[0]: parse_qs(link.split("?")[1]) for link in self.links if "?" in link}
        for path, values in asked.items():
            yield Form(self.path, path, "get", {name: [*given] for name, given in values.items()}, set(values))

    def _field(self, tag: str, given: dict[str, str], form: Form) -> None:
        values, name, kind = form.values, given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and given.get("value"):
            if "selected" in given or self._select not in values:
                values[self._select] = [given["value"]]
        elif tag == "textarea" and name:
            self._area = name
            values[name] = [SENTENCE]
        elif tag == "input" and kind == "file":
            values[name] = [SimpleUploadedFile("piece.pdf", a_pdf(), "application/pdf")]
        elif tag == "input" and kind in {"radio", "checkbox"}:
            if "checked" in given or name not in values:
                values[name] = [given.get("value", "on")]
        elif (tag == "input" or tag == "button") and name:
            values[name] = [given.get("value") or SENSIBLE.get(kind, SENTENCE)]
            if tag == "button" or kind == "hidden":
                form.unseen.add(name)

    def _inside(self, link: str) -> str:
        """The path of a link of this site; empty for another site's."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or not link or link.startswith("#"):
            return ""
        path = parts.path or self.path.split("?")[0]
        return f"{path}?{parts.query}" if parts.query else path


def starts(person: User | None) -> Iterator[str]:
    for address in READABLE.values():
        allowed = address.allows(Role(person.role)) if person else address.policy and address.policy.is_public
        if allowed and not address.arguments:
            yield address.path()


def name_of(path: str) -> str:
    try:
        return resolve(path.split("?")[0]).view_name
    except Resolver404:
        return ""
