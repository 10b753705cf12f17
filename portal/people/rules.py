"""Who somebody is, whatever they are looking at."""

from rules.permissions import add_perm
from rules.predicates import predicate

from portal.people.models import READERS, STUDENTS, Invitation, Role, User


@predicate
def is_student(user: User) -> bool:
    return user.role in STUDENTS


@predicate
def is_candidate(user: User) -> bool:
    return user.role == Role.CANDIDATE


@predicate
def is_reader(user: User) -> bool:
    return user.role in READERS


@predicate
def is_manager(user: User) -> bool:
    return user.role == Role.MANAGER


@predicate
def is_jury_president(user: User) -> bool:
    return user.role == Role.JURY_PRESIDENT


@predicate
def is_liaison(user: User) -> bool:
    return user.role == Role.LIAISON


@predicate
def is_supervisor(user: User) -> bool:
    return user.role == Role.SUPERVISOR


@predicate
def is_direction(user: User) -> bool:
    return user.role == Role.DIRECTION


@predicate
def is_administrator(user: User) -> bool:
    return user.role == Role.ADMINISTRATOR


@predicate
def may_grant(user: User, subject: User | Invitation | None = None) -> bool:
    """Roles are given and taken back by those above them, and by nobody to themself."""
    if subject is None:
        return bool(user.grants)
    return subject != user and subject.role in user.grants


add_perm("people.manage", may_grant)
