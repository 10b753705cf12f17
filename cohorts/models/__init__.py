from cohorts.models.cohort import Cohort, Trainee
from cohorts.models.evaluation import Axis, Evaluation, Mark
from cohorts.models.placement import Lock, Placement, Run, Wish
from cohorts.models.post import BranchQuota, Exclusion, Fact, Lodging, Post, Regiment

__all__ = [
    "Axis",
    "BranchQuota",
    "Cohort",
    "Evaluation",
    "Exclusion",
    "Fact",
    "Lock",
    "Lodging",
    "Mark",
    "Placement",
    "Post",
    "Regiment",
    "Run",
    "Trainee",
    "Wish",
]
