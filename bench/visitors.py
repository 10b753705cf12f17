"""Whoever opens pages: over HTTP to be timed, or inside this process to have their SQL counted."""

from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from time import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django.test import Client

BOUNDARY = "galon-bench"


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class Visitor(Protocol):
    def get(self, path: str) -> Answer: ...
    def post(self, path: str, data: dict[str, object], *, partly: bool = False) -> Answer: ...


@dataclass
class Browser:
    """A browser as far as the server can tell: cookies, the token of the forms, one connection a request."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, data: dict[str, object], *, partly: bool = False) -> Answer:
        from django.test.client import encode_multipart

        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "X-CSRFToken": self.cookies["csrf"]}
        if partly:
            headers["HX-Request"] = "true"
        return self._ask("POST", path, encode_multipart(BOUNDARY, data), headers)

    def sign_in(self, email: str, password: str, secret: str = "") -> "Browser":
        """With the password, then with the code of the second factor where there is one."""
        self.get("/compte/login/")
        self._follows("/compte/login/", {"login": email, "password": password})
        if secret:
            self.get("/compte/2fa/authenticate/")
            self._follows("/compte/2fa/authenticate/", {"code": code_of(secret)})
        return self

    def _follows(self, path: str, data: dict[str, object]) -> None:
        answer = self.post(path, data)
        if answer.status != 302:
            raise RuntimeError(f"{path} answers {answer.status}: {data.get('login', '')} could not sign in")

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        known = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, {**headers, "Cookie": known})
            response = connection.getresponse()
            answer = Answer(response.status, response.read())
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return answer


@dataclass
class Insider:
    """The same requests without a network, through Django's own test client."""

    client: "Client"

    def get(self, path: str) -> Answer:
        response = self.client.get(path)
        return Answer(response.status_code, response.getvalue())

    def post(self, path: str, data: dict[str, object], *, partly: bool = False) -> Answer:
        headers = {"HX-Request": "true"} if partly else {}
        response = self.client.post(path, data, headers=headers)
        return Answer(response.status_code, response.getvalue())


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time()) // 30)))
