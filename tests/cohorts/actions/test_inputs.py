import json
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohorts.actions import amphi, inputs
from cohorts.explained import Explained
from cohorts.models import BranchQuota, Cohort, Exclusion, Lock, Post, Preference, Run, Trainee, Wish
from cohorts.placement import Rule
from portal.journal.models import Entry
from portal.people.models import Role
from tests.build import a_cap, a_cohort, a_person, a_post, a_result, a_trainee

pytestmark = pytest.mark.django_db


def wishing(cohort: Cohort, *posts: Post, **facts: object) -> Trainee:
    trainee = a_trainee(cohort=cohort)
    Trainee.objects.filter(pk=trainee.pk).update(**facts) if facts else None
    Wish.objects.bulk_create(Wish(trainee=trainee, post=post, position=n) for n, post in enumerate(posts, 1))
    return trainee


def asking(post: Post, **facts: object) -> Post:
    for name, value in facts.items():
        setattr(post, name, value)
    post.save()
    return post


def drafted(cohort: Cohort, at: datetime, rule: Rule = Rule.AMPHI) -> Run:
    return amphi.draft(cohort=cohort, by=a_person(Role.MANAGER), at=at, rule=rule)


def test_a_post_is_closed_to_those_of_whom_what_it_asks_is_not_known_to_be_true(noon: datetime) -> None:
    cohort = a_cohort()
    fit, drive, speak, near = (a_post(cohort=cohort) for _ in range(4))
    asking(fit, needs_fitness=True)
    asking(drive, needs_licence=True)
    asking(speak, needs_english="B2")
    asking(near, within_km=100)
    able = wishing(cohort, fit, drive, speak, near, has_licence=True, department="57")
    other = wishing(cohort, fit, drive, speak, near, department="29")
    a_result(able.application, trial="medical", verdict="fit")
    a_result(able.application, trial="english", verdict="C1")
    a_result(other.application, trial="medical", verdict="fit_within_limits")

    found = inputs.read_inputs(cohort)

    assert str(able.pk) not in found["unfit"]
    assert found["unfit"] == {str(other.pk): [fit.pk, drive.pk, speak.pk, near.pk]}
    assert found["unfit_by"] == {str(other.pk): ["fitness", "licence", "english", "near"]}
    assert drafted(cohort, noon).result["places"][str(other.pk)] is None


def test_a_post_closed_by_hand_is_not_given(noon: datetime) -> None:
    cohort = a_cohort()
    post = a_post(cohort=cohort)
    trainee = wishing(cohort, post)
    Exclusion.objects.create(trainee=trainee, post=post, reason="Famille.", by=a_person(Role.LIAISON), at=noon)

    run = drafted(cohort, noon)

    assert (run.inputs["unfit_by"], run.result["places"]) == ({str(trainee.pk): ["excluded"]}, {str(trainee.pk): None})
    assert "Famille" not in json.dumps(run.inputs)


def test_without_preference_beyond_the_line_any_place_left_is_given_in_a_written_order(noon: datetime) -> None:
    cohort = a_cohort()
    near, far, farther = (a_post(cohort=cohort) for _ in range(3))
    wishing(cohort, near)
    easy = wishing(cohort, near, takes_any=True)

    run = drafted(cohort, noon)

    beyond = run.inputs["beyond"][str(easy.pk)]
    assert (set(beyond), run.inputs["wishes"][str(easy.pk)]) == ({far.pk, farther.pk}, [near.pk])
    assert run.result["places"][str(easy.pk)] == beyond[0]
    assert inputs.read_inputs(cohort)["beyond"] == run.inputs["beyond"]


def test_a_cap_inside_a_branch_holds_and_is_named(noon: datetime) -> None:
    cohort = a_cohort()
    near, far, other = (a_post(cohort=cohort) for _ in range(3))
    a_cap(near, far, cap=1, name="Sarrebourg")
    BranchQuota.objects.create(cohort=cohort, branch="infanterie", cap=2)
    wishing(cohort, near)
    second = wishing(cohort, far, other)

    run = drafted(cohort, noon)

    assert [group.get("name", group.get("branch")) for group in run.inputs["groups"]] == ["infanterie", "Sarrebourg"]
    assert run.result["places"][str(second.pk)] == other.pk
    assert run.result["reasons"][str(second.pk)][str(far.pk)]["group"] == 1


def test_a_place_is_kept_first_for_those_of_whom_a_fact_is_true(noon: datetime) -> None:
    cohort = a_cohort()
    post = asking(a_post(cohort=cohort, capacity=2), reserved=1, reserved_for="licence")
    first, second = wishing(cohort, post), wishing(cohort, post)
    driver = wishing(cohort, post, has_licence=True)

    run = drafted(cohort, noon)

    assert run.inputs["reserved"] == {str(post.pk): {"places": 1, "fact": "licence", "for": [driver.pk]}}
    places = {str(first.pk): post.pk, str(second.pk): None, str(driver.pk): post.pk}
    assert run.result["places"] == places


def test_a_regiment_s_order_matters_to_deferred_acceptance_only(noon: datetime) -> None:
    cohort = a_cohort()
    post = a_post(cohort=cohort)
    first, second = wishing(cohort, post), wishing(cohort, post)
    Preference.objects.create(post=post, trainee=second, position=1)

    by_merit, by_order = drafted(cohort, noon), drafted(cohort, noon, Rule.DEFERRED_ACCEPTANCE)

    assert by_merit.result["places"] == {str(first.pk): post.pk, str(second.pk): None}
    assert by_order.result["places"] == {str(first.pk): None, str(second.pk): post.pk}


def test_with_a_minimum_a_post_too_few_ask_for_stays_shut(noon: datetime) -> None:
    cohort = a_cohort()
    two, one = asking(a_post(cohort=cohort, capacity=2), minimum=2), a_post(cohort=cohort)
    trainee = wishing(cohort, two, one)

    assert drafted(cohort, noon, Rule.WITH_MINIMUM).result["places"] == {str(trainee.pk): one.pk}


@pytest.mark.parametrize("rule", set(Rule) - {Rule.LIVE})
def test_any_rule_makes_a_draft_that_can_be_proven(rule: Rule, noon: datetime) -> None:
    cohort = a_cohort()
    posts = [a_post(cohort=cohort) for _ in range(2)]
    for _ in range(3):
        wishing(cohort, *posts)

    run = drafted(cohort, noon, rule)

    call_command("verify_placement", str(run.pk))
    assert (run.rule, Entry.objects.get(event="cohorts.run.draft").facts["rule"]) == (rule, rule)
    assert not amphi.is_outdated(run)


def test_a_run_stored_in_the_first_shape_can_still_be_proven(noon: datetime) -> None:
    cohort = a_cohort()
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)
    stored = {
        "rule": "amphi",
        "merit": [trainee.pk],
        "wishes": {str(trainee.pk): [post.pk]},
        "capacity": {str(post.pk): 1},
        "locks": {},
        "groups": [],
    }
    result = {"places": {str(trainee.pk): post.pk}, "reasons": {str(trainee.pk): {}}, "envy": []}
    facts = {"inputs": stored, "inputs_hash": inputs.fingerprint(stored), "result": result, "drafted_at": noon}
    run = Run.objects.create(cohort=cohort, version="1", drafted_by=a_person(Role.MANAGER), **facts)

    call_command("verify_placement", str(run.pk))
    run.result["places"] = {str(trainee.pk): None}
    run.save()
    with pytest.raises(CommandError, match="les mêmes données"):
        call_command("verify_placement", str(run.pk))


def test_a_rule_that_cannot_run_says_why_and_leaves_no_draft(noon: datetime) -> None:
    cohort = a_cohort()
    post = asking(a_post(cohort=cohort, capacity=2), reserved=1, reserved_for="licence")
    wishing(cohort, post)

    with pytest.raises(amphi.CannotPlace, match=f"{post.regiment.short_name} garde des places"):
        drafted(cohort, noon, Rule.LEXIMIN)

    assert not Run.objects.exists()


def test_a_reservation_on_a_post_closed_to_that_person_is_refused_in_words(noon: datetime) -> None:
    cohort = a_cohort()
    post = asking(a_post(cohort=cohort), needs_licence=True)
    Lock.objects.create(
        trainee=wishing(cohort, post), post=post, reason="Conjointe.", by=a_person(Role.LIAISON), at=noon
    )

    with pytest.raises(amphi.CannotPlace, match="à qui ce poste est fermé"):
        drafted(cohort, noon)


def test_from_the_database_to_an_explained_placement_takes_three_queries(noon: datetime) -> None:
    cohort = a_cohort()
    posts = [a_post(cohort=cohort) for _ in range(3)]
    a_cap(*posts[:2], cap=1)
    for n in range(5):
        wishing(cohort, *posts, takes_any=n % 2)
    run = drafted(cohort, noon)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = inputs.read(cohort)
        run = Run(cohort=cohort, inputs=found.inputs, result=amphi.as_result(amphi.place(found.inputs)))
        lines = Explained(run, found.posts, found.trainees, found.trainees.keys()).lines

    assert len(queries) <= 3
    assert all(line.trainee.person.last_name for line in lines)
    assert lines[-1].refused[0].why.startswith("Pris")
