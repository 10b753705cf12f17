"""For each address that names an object: how to build one. An address without an entry fails the suite.

The object belongs to `stranger`s: people of each role who are not the ones that knock. Whoever the policy lets in, but
whose own objects are the only ones they may know, gets a 404; `known_to` names the roles that may know any of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from applications.lifecycle import State
from applications.models import Application, Review
from cohorts.actions import amphi
from cohorts.models import Lock, Run
from portal.outbox.models import Delivery
from portal.people.models import Role
from tests.build import (
    NOON,
    a_campaign,
    a_cohort,
    a_conflict,
    a_correction,
    a_decision,
    a_document,
    a_letter,
    a_person,
    a_post,
    a_review,
    a_rubric,
    a_trainee,
    an_application,
    an_evaluation,
    an_invitation,
)

Values = dict[str, object]
# Roles that know only what is theirs: own file, assigned files, own regiments, own trainees.
OWNERS = frozenset({Role.CANDIDATE, Role.TRAINEE, Role.REVIEWER, Role.LIAISON, Role.SUPERVISOR})
RUN_THE_SELECTION = frozenset(Role) - OWNERS
FOLLOW_COHORTS = RUN_THE_SELECTION | {Role.LIAISON}
SCHOOL = frozenset({Role.MANAGER})
NOBODY_ELSE: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    build: Callable[[], Values]
    known_to: frozenset[Role] = RUN_THE_SELECTION
    # The same address for an object that does not exist; None when every value names something.
    missing: Callable[[Values], Values] | None = lambda values: values | {"pk": 987_654_321}


def by_pk(make: Callable[[], object], *, known_to: frozenset[Role] = RUN_THE_SELECTION) -> Entry:
    return Entry(lambda: {"pk": make().pk}, known_to)  # type: ignore[attr-defined]


def a_document_type() -> object:
    return a_campaign(document_types=1).document_types.get()


def a_criterion() -> object:
    return a_rubric(a_campaign()).criteria.first()


def a_submitted_file() -> Application:
    return an_application(state=State.SUBMITTED)


def an_eligible_file() -> Application:
    return an_application(state=State.ELIGIBLE)


def a_reading() -> Review:
    return a_review(an_eligible_file())


def a_lock() -> Lock:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)
    return Lock.objects.create(trainee=trainee, post=post, reason="Conjointe en garnison.", by=manager, at=NOON)


def a_draft() -> Run:
    return amphi.draft(cohort=a_cohort(), by=a_person(Role.MANAGER), at=NOON)


OBJECTS: dict[str, Entry] = {
    # Keys of letters: whatever the key, the page is the same
    "account_confirm_email": Entry(lambda: {"key": "abc"}, missing=None),
    "account_reset_password_from_key": Entry(lambda: {"uidb36": "1", "key": "abc"}, missing=None),
    "invitation": Entry(lambda: {"key": "abc"}, missing=None),
    "unsubscribe": Entry(lambda: {"token": "abc"}, missing=None),
    "mail": Entry(lambda: {"name": "abc"}, missing=None),
    # Letters and people
    "letter": by_pk(a_letter, known_to=NOBODY_ELSE),
    "resend": by_pk(lambda: a_letter(delivery=Delivery.DEAD)),
    "person": by_pk(a_person),
    "deactivate_person": by_pk(a_person),
    "reactivate_person": by_pk(a_person),
    "revoke_invitation": by_pk(an_invitation),
    # Passkeys
    "mfa_edit_webauthn": by_pk(lambda: a_passkey(), known_to=NOBODY_ELSE),
    "mfa_remove_webauthn": by_pk(lambda: a_passkey(), known_to=NOBODY_ELSE),
    # Campaigns
    "applications:campaign": by_pk(a_campaign),
    "applications:campaign_calendar": by_pk(a_campaign),
    "applications:campaign_conditions": by_pk(a_campaign),
    "applications:announce": by_pk(a_campaign),
    "applications:document_types": by_pk(a_campaign),
    "applications:new_document_type": by_pk(a_campaign),
    "applications:document_type": by_pk(a_document_type),
    "applications:shift_document_type": by_pk(a_document_type),
    "applications:remove_document_type": by_pk(a_document_type),
    "applications:rubric": by_pk(a_campaign),
    "applications:start_rubric": by_pk(a_campaign),
    "applications:revise_rubric": by_pk(lambda: a_rubric(a_campaign())),
    "applications:new_criterion": by_pk(lambda: a_rubric(a_campaign())),
    "applications:criterion": by_pk(a_criterion),
    "applications:shift_criterion": by_pk(a_criterion),
    "applications:remove_criterion": by_pk(a_criterion),
    # Applications
    "applications:one": by_pk(an_eligible_file),
    "applications:check": by_pk(a_submitted_file),
    "applications:declare_eligible": by_pk(a_submitted_file),
    "applications:declare_ineligible": by_pk(a_submitted_file),
    "applications:ask_correction": by_pk(a_submitted_file),
    "applications:settle_correction": by_pk(lambda: a_correction(a_submitted_file())),
    # One's own file: what is asked of somebody without one does not exist
    "applications:section": Entry(lambda: {"code": "identity"}, NOBODY_ELSE, lambda values: {"code": "nowhere"}),
    "applications:autosave": Entry(lambda: {"code": "identity"}, NOBODY_ELSE, lambda values: {"code": "nowhere"}),
    "applications:offer": Entry(lambda: {"answer": "accepter"}, NOBODY_ELSE, lambda values: {"answer": "nowhere"}),
    "applications:give_document": by_pk(a_document_type, known_to=NOBODY_ELSE),
    "applications:remove_document": by_pk(a_document_type, known_to=NOBODY_ELSE),
    "applications:document": by_pk(lambda: a_document(an_eligible_file())),
    # The jury
    "applications:decision": by_pk(lambda: a_decision(an_eligible_file())),
    "applications:break_tie": by_pk(lambda: a_decision(an_eligible_file())),
    "applications:decision_letter": by_pk(lambda: a_decision(an_eligible_file())),
    "applications:publish": by_pk(a_campaign),
    # Readings
    "applications:review": by_pk(a_reading),
    "applications:recuse": by_pk(a_reading),
    "applications:reopen": by_pk(a_reading),
    "applications:sharing": by_pk(a_campaign),
    "applications:file_readers": by_pk(an_eligible_file),
    "applications:declare_conflict": by_pk(an_eligible_file),
    "applications:take_back": by_pk(a_reading),
    "applications:lift_conflict": by_pk(lambda: a_conflict(an_eligible_file())),
    # Cohorts
    "cohorts:new_cohort": by_pk(a_campaign),
    "cohorts:cohort": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:calendar": by_pk(a_cohort),
    "cohorts:enrol": by_pk(a_cohort),
    "cohorts:finish": by_pk(a_cohort),
    "cohorts:trainee": by_pk(a_trainee, known_to=SCHOOL),
    "cohorts:place": by_pk(a_trainee, known_to=SCHOOL),
    "cohorts:record_outcome": by_pk(a_trainee, known_to=SCHOOL),
    "cohorts:leave": by_pk(a_trainee, known_to=SCHOOL),
    "cohorts:evaluation": by_pk(an_evaluation, known_to=SCHOOL),
    # The amphi
    "cohorts:post": by_pk(lambda: a_post(cohort=a_cohort()), known_to=SCHOOL),
    "cohorts:new_lock": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:limits": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:lift_lock": by_pk(a_lock, known_to=SCHOOL),
    "cohorts:run_amphi": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:publish_placements": by_pk(a_draft, known_to=FOLLOW_COHORTS),
}


def a_passkey() -> object:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.create(
        user=a_person(), type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}}
    )
