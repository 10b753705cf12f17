"""Every address of the portal, read from the resolver, so that no test has to be told of a new one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.people.models import Role
from portal.web.doors import Policy
from portal.web.policies import policy_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    view: Callable[..., Any]
    arguments: frozenset[str]

    @property
    def policy(self) -> Policy | None:
        return policy_of(self.view, self.name)

    @property
    def is_ours(self) -> bool:
        """Behind one of our doors, and not a page of allauth's."""
        return hasattr(self.view, "policy")

    def allows(self, role: Role) -> bool:
        return self.policy is not None and (self.policy.is_public or role in self.policy.roles)

    def path(self, **values: object) -> str:
        return reverse(self.name, kwargs=values)


def addresses() -> list[Address]:
    return list(_walk(get_resolver()))


def _walk(
    resolver: URLResolver, spaces: tuple[str, ...] = (), arguments: frozenset[str] = frozenset()
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        named = arguments | frozenset(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces, named)
        elif isinstance(pattern, URLPattern):
            yield Address(":".join([*spaces, pattern.name or "?"]), pattern.callback, named)
