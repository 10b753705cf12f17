"""For each address that names an object: how to build one. An address without an entry fails the suite.

The object belongs to `stranger`s: people of each role who are not the ones that knock. Whoever the policy lets in, but
whose own objects are the only ones they may know, gets a 404; `known_to` names the roles that may know any of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from applications import lifecycle
from applications.actions.minutes import make
from applications.lifecycle import Phase, State
from applications.models import Application, Ballot, Decision, Minutes, Review
from cohorts.actions import amphi
from cohorts.models import Exclusion, How, Lock, Pick, Run
from portal.outbox.models import Delivery
from portal.people.models import Role
from tests.build import (
    NOON,
    a_ballot,
    a_campaign,
    a_cap,
    a_cohort,
    a_condition,
    a_conflict,
    a_correction,
    a_decided_campaign,
    a_decision,
    a_deferral,
    a_delegation,
    a_document,
    a_letter,
    a_panel,
    a_person,
    a_post,
    a_proposed_conflict,
    a_reason,
    a_remark,
    a_review,
    a_rubric,
    a_sitting,
    a_slot,
    a_trainee,
    a_vacancy,
    an_amphi,
    an_application,
    an_evaluation,
    an_interview,
    an_invitation,
    an_invited_file,
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
    # What the address names, when it is a row.
    make: Callable[[], object] | None = None


def by_pk(make: Callable[[], object], *, known_to: frozenset[Role] = RUN_THE_SELECTION) -> Entry:
    return Entry(lambda: {"pk": make().pk}, known_to, make=make)  # type: ignore[attr-defined]


def a_document_type() -> object:
    return a_campaign(document_types=1).document_types.get()


def a_criterion() -> object:
    return a_rubric(a_campaign()).criteria.first()


def a_submitted_file() -> Application:
    return an_application(state=State.SUBMITTED)


def an_eligible_file() -> Application:
    return an_application(state=State.ELIGIBLE)


def a_published_decision() -> object:
    decision = a_decision(an_application(state=State.REFUSED), outcome=Decision.Outcome.REFUSED)
    decision.published_at = NOON
    decision.save()
    return decision


def a_reading() -> Review:
    return a_review(an_eligible_file())


def a_finished_reading() -> Review:
    return a_review(an_eligible_file(), state=lifecycle.Review.SUBMITTED)


def a_record() -> Minutes:
    return make(campaign=a_decided_campaign(), by=a_person(Role.MANAGER), at=NOON)


def a_vote() -> Ballot:
    campaign = a_campaign(phase=Phase.JURY)
    an_application(state=State.ELIGIBLE, campaign=campaign, total=80)
    return a_ballot(a_sitting(campaign))


def a_lock() -> Lock:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)
    return Lock.objects.create(trainee=trainee, post=post, reason="Conjointe en garnison.", by=manager, at=NOON)


def an_exclusion() -> Exclusion:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)
    return Exclusion.objects.create(trainee=trainee, post=post, reason="Frère au régiment.", by=manager, at=NOON)


def a_person_in_a_draft() -> Values:
    cohort = a_cohort()
    trainee = a_trainee(cohort=cohort)
    run = amphi.draft(cohort=cohort, by=a_person(Role.MANAGER), at=NOON)
    return {"pk": run.pk, "trainee": trainee.pk}


def a_pick() -> Pick:
    session = an_amphi()
    return session.picks.create(trainee=a_trainee(cohort=session.cohort), how=How.PROXY, at=NOON)


def a_draft() -> Run:
    return amphi.draft(cohort=a_cohort(), by=a_person(Role.MANAGER), at=NOON)


def a_supposed_departure() -> Values:
    leaver = a_trainee(cohort=a_cohort())
    run = amphi.draft(cohort=leaver.cohort, by=a_person(Role.MANAGER), at=NOON)
    return {"pk": run.pk, "trainee": leaver.pk}


def of_a_day(day: str = "2026-11-30") -> Entry:
    return Entry(lambda: {"pk": a_campaign().pk, "day": day})


def an_availability() -> object:
    panel = a_panel(a_campaign())
    return panel.availabilities.create(starts_at=NOON, ends_at=NOON + timedelta(hours=1), place="Salle 1")


OBJECTS: dict[str, Entry] = {
    # Keys of letters: whatever the key, the page is the same
    "account_confirm_email": Entry(lambda: {"key": "abc"}, missing=None),
    "account_reset_password_from_key": Entry(lambda: {"uidb36": "1", "key": "abc"}, missing=None),
    "invitation": Entry(lambda: {"key": "abc"}, missing=None),
    "unsubscribe": Entry(lambda: {"token": "abc"}, missing=None),
    "mail": Entry(lambda: {"name": "abc"}, missing=None),
    "applications:calendar": Entry(lambda: {"token": "abc"}, missing=None),
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
    "applications:phases": by_pk(a_campaign),
    "applications:plan_phases": by_pk(a_campaign),
    "applications:document_types": by_pk(a_campaign),
    "applications:new_document_type": by_pk(a_campaign),
    "applications:document_type": by_pk(a_document_type),
    "applications:shift_document_type": by_pk(a_document_type),
    "applications:remove_document_type": by_pk(a_document_type),
    "applications:rubric": by_pk(a_campaign),
    "applications:start_rubric": by_pk(a_campaign),
    "applications:interview_rubric": by_pk(a_campaign),
    "applications:start_interview_rubric": by_pk(a_campaign),
    "applications:interview_share": by_pk(a_campaign),
    "applications:rubric_versions": by_pk(a_campaign),
    "applications:weights": by_pk(lambda: a_rubric(a_campaign())),
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
    "applications:redaction": by_pk(a_submitted_file),
    "applications:mask_document": by_pk(lambda: a_document(an_eligible_file())),
    "applications:choose_reading": by_pk(a_campaign),
    "applications:ask_correction": by_pk(a_submitted_file),
    "applications:settle_correction": by_pk(lambda: a_correction(a_submitted_file())),
    "applications:enter_results": by_pk(an_eligible_file),
    "applications:import_results": by_pk(a_campaign),
    "applications:apply_results": by_pk(a_campaign),
    # One's own file: what is asked of somebody without one does not exist
    "applications:section": Entry(lambda: {"code": "identity"}, NOBODY_ELSE, lambda values: {"code": "nowhere"}),
    "applications:autosave": Entry(lambda: {"code": "identity"}, NOBODY_ELSE, lambda values: {"code": "nowhere"}),
    "applications:offer": Entry(lambda: {"answer": "accepter"}, NOBODY_ELSE, lambda values: {"answer": "nowhere"}),
    "applications:give_document": by_pk(a_document_type, known_to=NOBODY_ELSE),
    "applications:remove_document": by_pk(a_document_type, known_to=NOBODY_ELSE),
    "applications:document": by_pk(lambda: a_document(an_eligible_file())),
    # Interviews
    "applications:invite": by_pk(a_campaign),
    "applications:remind_unbooked": by_pk(a_campaign),
    "applications:interview_settings": by_pk(a_campaign),
    "applications:new_panel": by_pk(a_campaign),
    "applications:day_sheet": of_a_day(),
    "applications:day_sheet_pdf": of_a_day(),
    "applications:choose_hour": by_pk(an_invited_file),
    "applications:panel": by_pk(lambda: a_panel(a_campaign())),
    "applications:edit_panel": by_pk(lambda: a_panel(a_campaign())),
    "applications:remove_panel": by_pk(lambda: a_panel(a_campaign())),
    "applications:give_time": by_pk(lambda: a_panel(a_campaign())),
    "applications:make_slots": by_pk(lambda: a_panel(a_campaign())),
    "applications:take_time_back": by_pk(an_availability),
    "applications:slot": by_pk(a_slot),
    "applications:close_slot": by_pk(a_slot),
    "applications:reopen_slot": by_pk(a_slot),
    "applications:give_slot": by_pk(a_slot),
    "applications:cancel_for": by_pk(an_interview),
    "applications:note_present": by_pk(an_interview),
    "applications:note_absent": by_pk(an_interview),
    # The jury
    "applications:reason": by_pk(a_reason),
    "applications:remove_reason": by_pk(a_reason),
    "applications:decision": by_pk(lambda: a_decision(an_eligible_file())),
    "applications:break_tie": by_pk(lambda: a_decision(an_eligible_file())),
    "applications:decision_letter": by_pk(lambda: a_decision(an_eligible_file())),
    "applications:rewrite_letter": by_pk(lambda: a_decision(an_eligible_file())),
    "applications:restore_letter": by_pk(lambda: a_decision(an_eligible_file())),
    "applications:publish": by_pk(a_campaign),
    "applications:call_next": by_pk(a_campaign),
    "applications:places": by_pk(a_campaign),
    "applications:call_deferred": by_pk(a_campaign),
    "applications:condition": by_pk(a_condition),
    "applications:deferral": by_pk(a_deferral),
    "applications:amend": by_pk(a_published_decision),
    "applications:take_back_end": by_pk(lambda: an_application(state=State.DECLINED)),
    "applications:kept_place": Entry(
        lambda: {"answer": "confirmer"}, NOBODY_ELSE, lambda values: {"answer": "nowhere"}
    ),
    "applications:undo_publication": by_pk(a_campaign),
    "applications:publish_now": by_pk(a_campaign),
    # Meetings of the jury
    "applications:new_sitting": by_pk(a_campaign),
    "applications:sitting": by_pk(a_sitting),
    "applications:agenda": by_pk(a_sitting),
    "applications:arrange_agenda": by_pk(a_sitting),
    "applications:sitting_step": by_pk(a_sitting),
    "applications:attendance": by_pk(a_sitting),
    "applications:confirm_out": by_pk(a_sitting),
    "applications:show_names": by_pk(a_sitting),
    "applications:call_file": by_pk(a_sitting),
    "applications:take_decision": by_pk(a_sitting),
    "applications:open_ballot": by_pk(a_sitting),
    "applications:settle_ballot": by_pk(a_vote),
    "applications:vote": by_pk(a_vote),
    "applications:live": by_pk(a_sitting),
    "applications:minutes_file": by_pk(a_record),
    # Readings
    "applications:review": by_pk(a_reading),
    "applications:recuse": by_pk(a_reading),
    "applications:reopen": by_pk(a_reading),
    "applications:reread": by_pk(a_reading),
    "applications:ask_again": by_pk(a_reading),
    "applications:explanation": by_pk(an_eligible_file),
    "applications:explanation_pdf": by_pk(an_eligible_file),
    "applications:discussion": by_pk(an_eligible_file),
    "applications:disagree": by_pk(a_finished_reading),
    "applications:correct_remark": by_pk(lambda: a_remark(an_eligible_file())),
    "applications:withdraw_remark": by_pk(lambda: a_remark(an_eligible_file())),
    "applications:sharing": by_pk(a_campaign),
    "applications:file_readers": by_pk(an_eligible_file),
    "applications:declare_conflict": by_pk(an_eligible_file),
    "applications:take_back": by_pk(a_reading),
    "applications:import_readings": by_pk(a_campaign),
    "applications:apply_readings": by_pk(a_campaign),
    "applications:export_readings": by_pk(a_campaign),
    "applications:reader": by_pk(lambda: a_person(Role.REVIEWER)),
    "applications:chase_readers": by_pk(a_campaign),
    "applications:reassign": Entry(lambda: {"pk": a_campaign().pk, "reader": a_person(Role.REVIEWER).pk}),
    "applications:cancel_delegation": by_pk(a_delegation, known_to=SCHOOL),
    "applications:find_conflicts": by_pk(a_campaign),
    "applications:confirm_conflict": by_pk(lambda: a_proposed_conflict(an_eligible_file())),
    "applications:dismiss_conflict": by_pk(lambda: a_proposed_conflict(an_eligible_file())),
    "applications:own_conflict": by_pk(an_eligible_file),
    "applications:lift_conflict": by_pk(lambda: a_conflict(an_eligible_file())),
    # Panels
    "applications:sheet": by_pk(an_interview, known_to=NOBODY_ELSE),
    "applications:reopen_sheet": by_pk(an_interview, known_to=NOBODY_ELSE),
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
    "cohorts:placement_letter": Entry(a_supposed_departure, known_to=SCHOOL),
    "cohorts:come_back": by_pk(a_trainee, known_to=SCHOOL),
    "cohorts:what_if": Entry(a_supposed_departure, known_to=SCHOOL),
    "cohorts:offer_now": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:close_vacancy": by_pk(a_vacancy, known_to=SCHOOL),
    "cohorts:wishes_followed": by_pk(a_cohort),
    "cohorts:chase_wishes": by_pk(a_cohort),
    "cohorts:wishes_of": by_pk(a_trainee, known_to=SCHOOL),
    "cohorts:evaluation": by_pk(an_evaluation, known_to=SCHOOL),
    # The amphi
    "cohorts:post": by_pk(lambda: a_post(cohort=a_cohort()), known_to=SCHOOL),
    "cohorts:remove_post": by_pk(lambda: a_post(cohort=a_cohort()), known_to=SCHOOL),
    "cohorts:new_post": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:post_page": by_pk(lambda: a_post(cohort=a_cohort()), known_to=SCHOOL),
    "cohorts:new_lock": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:limits": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:lift_lock": by_pk(a_lock, known_to=SCHOOL),
    "cohorts:constraints": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:new_exclusion": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:lift_exclusion": by_pk(an_exclusion, known_to=SCHOOL),
    "cohorts:new_cap": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:cap": by_pk(lambda: a_cap(a_post(cohort=a_cohort())), known_to=SCHOOL),
    "cohorts:remove_cap": by_pk(lambda: a_cap(a_post(cohort=a_cohort())), known_to=SCHOOL),
    "cohorts:opening": by_pk(lambda: a_post(cohort=a_cohort()), known_to=SCHOOL),
    "cohorts:order": by_pk(lambda: a_post(cohort=a_cohort()), known_to=SCHOOL),
    "cohorts:run_amphi": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:rules": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:why": Entry(a_person_in_a_draft, FOLLOW_COHORTS),
    "cohorts:publish_placements": by_pk(a_draft, known_to=FOLLOW_COHORTS),
    "cohorts:amphi_board": by_pk(an_amphi, known_to=FOLLOW_COHORTS),
    "cohorts:open_amphi": by_pk(a_cohort, known_to=FOLLOW_COHORTS),
    "cohorts:amphi_desk": by_pk(an_amphi, known_to=FOLLOW_COHORTS),
    "cohorts:conduct_amphi": by_pk(an_amphi, known_to=FOLLOW_COHORTS),
    "cohorts:mark_absence": by_pk(an_amphi, known_to=FOLLOW_COHORTS),
    "cohorts:pick_for": by_pk(an_amphi, known_to=FOLLOW_COHORTS),
    "cohorts:undo_pick": by_pk(a_pick, known_to=FOLLOW_COHORTS),
    "cohorts:pick_post": Entry(lambda: a_post_of_an_amphi()),
    "cohorts:watch_post": Entry(lambda: a_post_of_an_amphi()),
    "cohorts:say_absent": by_pk(an_amphi),
}


def a_post_of_an_amphi() -> Values:
    session = an_amphi()
    return {"pk": session.pk, "post": a_post(cohort=session.cohort).pk}


def a_passkey() -> object:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.create(
        user=a_person(), type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}}
    )
