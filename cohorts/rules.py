"""Who may do what around a cohort. Each permission reads as a sentence."""

from rules.permissions import add_perm
from rules.predicates import predicate

from cohorts.models import Evaluation
from portal.people.models import User
from portal.people.rules import is_liaison, is_manager


@predicate
def is_the_supervisor(user: User, evaluation: Evaluation | None) -> bool:
    return evaluation is not None and evaluation.supervisor_id == user.pk


# Making, following and finishing a cohort
add_perm("cohorts.make_cohort", is_manager)
add_perm("cohorts.stop_path", is_manager)
add_perm("cohorts.record_outcome", is_manager | is_liaison)
add_perm("cohorts.evaluate", is_the_supervisor)

# Posts, wishes and the amphi
add_perm("cohorts.place_by_hand", is_manager)
add_perm("cohorts.fill_vacancies", is_manager)
add_perm("cohorts.chase_wishes", is_manager)
add_perm("cohorts.run_amphi", is_manager | is_liaison)
add_perm("cohorts.publish_placements", is_manager | is_liaison)
add_perm("cohorts.import_posts", is_manager | is_liaison)
add_perm("cohorts.change_posts", is_manager | is_liaison)
add_perm("cohorts.set_limits", is_manager | is_liaison)
add_perm("cohorts.rank_trainees", is_liaison)
add_perm("cohorts.conduct_amphi", is_manager | is_liaison)
