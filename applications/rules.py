"""Who may do what in the selection. Each permission reads as a sentence."""

from typing import Any

from django.db.models import QuerySet
from rules.permissions import add_perm
from rules.predicates import predicate

from applications.models import Application, Delegation, Interview, Remark, Review, Sitting
from portal.outbox.oversight import keep_from
from portal.people.models import Role, User
from portal.people.rules import is_candidate, is_direction, is_jury_president, is_manager, is_reader


@predicate
def is_the_reader(user: User, review: Review | None) -> bool:
    return review is not None and review.reviewer_id == user.pk


@predicate
def sits_on_the_panel(user: User, interview: Interview | None) -> bool:
    return interview is not None and interview.slot.panel.members.filter(pk=user.pk).exists()


@keep_from
def candidates_one_is_in_conflict_with(user: User) -> QuerySet[Any, Any]:
    """Nobody follows the letters written to somebody whose file they are kept from."""
    return Application.objects.filter(conflicts__reviewer=user).values("candidate")


@predicate
def leads_the_room(user: User, sitting: Sitting | None) -> bool:
    """Those who run the selection, or the member who leads in their place; never somebody out for the file."""
    return sitting is not None and sitting.room.may_be_led_by(user)


@predicate
def may_pass_to_the_next_file(user: User, sitting: Sitting | None) -> bool:
    """When nobody is left to lead a file, whoever runs the selection moves the room on without seeing it."""
    return sitting is not None and sitting.room.may_be_moved_on_by(user)


@predicate
def sits(user: User, sitting: Sitting | None) -> bool:
    return sitting is not None and sitting.room.seat_of(user) is not None


@predicate
def may_know_who(user: User, application: Application | None) -> bool:
    """Readers do not know whose file they read while reading is anonymous; a panel does, once interviews are on."""
    if application is None:
        return False
    if user.role != Role.REVIEWER or not application.campaign.anonymous_reading:
        return True
    met_by = Interview.objects.filter(application=application, slot__panel__members=user)
    return application.campaign.rights.interview and met_by.exists()


def is_the_author(user: User, remark: Remark | None) -> bool:
    return remark is not None and remark.author_id == user.pk


# The reader's side
add_perm("applications.read", is_the_reader)
add_perm("applications.know_who", may_know_who)
add_perm("applications.discuss", is_reader)
add_perm("applications.change_remark", is_the_author)

add_perm("applications.fill_sheet", sits_on_the_panel)

# Interviews
add_perm("applications.run_interviews", is_manager)
add_perm("applications.note_presence", is_manager | is_jury_president | sits_on_the_panel)


@predicate
def lends_it(user: User, delegation: Delegation | None) -> bool:
    return delegation is not None and delegation.by_id == user.pk


add_perm("applications.cancel_delegation", lends_it | is_manager)

# The candidate's side
add_perm("applications.start", is_candidate)

# The manager's side
add_perm("applications.assign", is_manager)
add_perm("applications.step_away", is_manager | is_jury_president)
add_perm("applications.set_up_campaign", is_manager)
add_perm("applications.change_phase", is_manager)
add_perm("applications.check_eligibility", is_manager)
add_perm("applications.redact", is_manager)
add_perm("applications.ask_correction", is_manager)
add_perm("applications.enter_results", is_manager)
add_perm("applications.export", is_manager | is_jury_president)
add_perm("applications.see_figures", is_manager | is_jury_president | is_direction)

# The jury's side
add_perm("applications.keep_reasons", is_manager)
add_perm("applications.see_equity", is_manager | is_jury_president | is_direction)
add_perm("applications.see_ranking", is_manager | is_jury_president)
add_perm("applications.see_agreement", is_manager | is_jury_president)
add_perm("applications.calculate", is_manager | is_jury_president)
add_perm("applications.draft_decisions", is_manager | is_jury_president)
add_perm("applications.see_offers", is_manager | is_jury_president)
add_perm("applications.manage_offers", is_manager)
add_perm("applications.amend_results", is_manager | is_jury_president)
add_perm("applications.publish_results", is_manager | is_jury_president)
add_perm("applications.prepare_sittings", is_manager | is_jury_president)
add_perm("applications.follow_sitting", is_manager | is_jury_president | sits)
add_perm("applications.lead_sitting", leads_the_room)
add_perm("applications.move_sitting_on", may_pass_to_the_next_file)
add_perm("applications.sit", sits)
add_perm("applications.see_minutes", is_manager | is_jury_president)
