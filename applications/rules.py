"""Who may do what in the selection. Each permission reads as a sentence."""

from rules.permissions import add_perm
from rules.predicates import predicate

from applications.models import Review
from portal.people.models import User
from portal.people.rules import is_candidate, is_direction, is_jury_president, is_manager


@predicate
def is_the_reader(user: User, review: Review | None) -> bool:
    return review is not None and review.reviewer_id == user.pk


# The reader's side
add_perm("applications.read", is_the_reader)

# The candidate's side
add_perm("applications.start", is_candidate)

# The manager's side
add_perm("applications.assign", is_manager)
add_perm("applications.set_up_campaign", is_manager)
add_perm("applications.check_eligibility", is_manager)
add_perm("applications.ask_correction", is_manager)
add_perm("applications.export", is_manager | is_jury_president)
add_perm("applications.see_figures", is_manager | is_jury_president | is_direction)

# The jury's side
add_perm("applications.see_ranking", is_manager | is_jury_president)
add_perm("applications.draft_decisions", is_manager | is_jury_president)
add_perm("applications.publish_results", is_manager | is_jury_president)
