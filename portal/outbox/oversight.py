"""Which letters somebody who answers for the outbox may follow."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from portal.outbox.models import Letter
from portal.people.models import User

# Given somebody, the people whose letters are not theirs to follow. The floors above say who, as they are loaded.
Rule = Callable[[User], QuerySet[Any, Any]]
_rules: list[Rule] = []


def keep_from(rule: Rule) -> Rule:
    """Declare people whose letters somebody must not follow."""
    _rules.append(rule)
    return rule


def followed_by(user: User) -> QuerySet[Letter]:
    """Letters to everybody, but those written to people this person is kept from."""
    letters = Letter.objects.all()
    for rule in _rules:
        letters = letters.exclude(to__in=rule(user))
    return letters
