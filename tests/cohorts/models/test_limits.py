import pytest
from django.db import IntegrityError

from cohorts.models import Preference
from tests.build import a_cap, a_cohort, a_post, a_trainee

pytestmark = pytest.mark.django_db


def test_a_group_has_one_name_in_its_cohort() -> None:
    post = a_post(cohort=a_cohort())
    a_cap(post, name="Sud-Est")
    a_cap(a_post(cohort=a_cohort()), name="Sud-Est")

    with pytest.raises(IntegrityError):
        a_cap(post, name="Sud-Est")


def test_an_order_gives_one_position_to_one_person() -> None:
    cohort = a_cohort()
    post, first = a_post(cohort=cohort), a_trainee(cohort=cohort)
    Preference.objects.create(post=post, trainee=first, position=1)

    with pytest.raises(IntegrityError):
        Preference.objects.create(post=post, trainee=a_trainee(cohort=cohort), position=1)
