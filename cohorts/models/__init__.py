from cohorts.models.amphi import Absence, Amphi, How, Pick
from cohorts.models.cohort import Cohort, Trainee
from cohorts.models.evaluation import Axis, Evaluation, Mark
from cohorts.models.placement import Lock, Placement, Preference, Run, Wish
from cohorts.models.post import BranchQuota, Cap, Exclusion, Fact, Lodging, Post, Regiment
from cohorts.models.replacement import Transfer, Vacancy, VacancyOffer

__all__ = [
    "Absence",
    "Amphi",
    "Axis",
    "BranchQuota",
    "Cap",
    "Cohort",
    "Evaluation",
    "Exclusion",
    "Fact",
    "How",
    "Lock",
    "Lodging",
    "Mark",
    "Pick",
    "Placement",
    "Post",
    "Preference",
    "Regiment",
    "Run",
    "Trainee",
    "Transfer",
    "Vacancy",
    "VacancyOffer",
    "Wish",
]
