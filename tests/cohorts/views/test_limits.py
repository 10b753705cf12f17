from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cohorts.actions import amphi, limits, publish_placements
from cohorts.models import BranchQuota, Cohort, Lock, Placement, Run, Wish
from portal.journal.models import Entry
from portal.people.models import Role, User
from tests.build import a_cohort, a_person, a_post, a_regiment, a_trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
REASON = "Conjointe en garnison."


def signed_in(client: Client, role: Role = Role.MANAGER) -> User:
    person = a_person(role)
    client.force_login(person)
    return person


def test_a_place_is_reserved_with_author_and_reason_then_lifted(client: Client, noon: datetime) -> None:
    manager = signed_in(client)
    cohort = a_cohort()
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)

    client.post(
        reverse("cohorts:new_lock", args=[cohort.pk]), {"trainee": trainee.pk, "post": post.pk, "reason": REASON}
    )
    lock = Lock.objects.get()
    client.post(reverse("cohorts:lift_lock", args=[lock.pk]))

    assert (lock.by, lock.at, lock.reason) == (manager, noon, REASON)
    assert not Lock.objects.exists()
    assert list(Entry.objects.values_list("event", flat=True)) == ["cohorts.lock.lift", "cohorts.lock.reserve"]


def test_no_more_places_are_reserved_than_a_post_or_a_branch_has(noon: datetime) -> None:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    one, other = a_post(cohort=cohort), a_post(cohort=cohort)
    first, second = a_trainee(cohort=cohort), a_trainee(cohort=cohort)
    limits.limit(cohort=cohort, caps={"infanterie": 1}, by=manager, at=noon)
    limits.reserve(trainee=first, post=one, reason=REASON, by=manager, at=noon)

    with pytest.raises(limits.CannotLimit, match="plus de place"):
        limits.reserve(trainee=second, post=one, reason=REASON, by=manager, at=noon)
    with pytest.raises(limits.CannotLimit, match="déjà réservées"):
        limits.reserve(trainee=second, post=other, reason=REASON, by=manager, at=noon)
    with pytest.raises(limits.CannotLimit, match="moindre"):
        limits.limit(cohort=cohort, caps={"infanterie": 0}, by=manager, at=noon)


def test_a_liaison_reserves_at_home_only_and_reads_ranks(client: Client) -> None:
    liaison = signed_in(client, Role.LIAISON)
    cohort = a_cohort()
    trainee = a_trainee(cohort=cohort)
    a_post(cohort=cohort, regiment=a_regiment(liaison=liaison))
    elsewhere = a_post(cohort=cohort)
    address = reverse("cohorts:new_lock", args=[cohort.pk])

    page = client.get(address).text
    client.post(address, {"trainee": trainee.pk, "post": elsewhere.pk, "reason": REASON})

    assert "Rang 1" in page
    assert trainee.person.last_name not in page
    assert elsewhere.regiment.short_name not in page
    assert not Lock.objects.exists()


def test_a_reason_is_read_by_the_school_and_its_regiment_and_stays_out_of_the_journal(
    client: Client, noon: datetime
) -> None:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    lock = {"trainee": a_trainee(cohort=cohort), "post": a_post(cohort=cohort), "reason": REASON}
    limits.reserve(**lock, by=manager, at=noon)

    client.force_login(manager)
    page = reverse("cohorts:constraints", args=[cohort.pk])
    school = client.get(page).text
    signed_in(client, Role.LIAISON)
    elsewhere = client.get(page).text

    assert (REASON in school, REASON in elsewhere) == (True, False)
    assert "reason" not in Entry.objects.get(event="cohorts.lock.reserve").facts


def test_the_limits_of_branches_are_set_and_lifted(client: Client) -> None:
    signed_in(client)
    cohort = a_cohort()
    address = reverse("cohorts:limits", args=[cohort.pk])

    client.post(address, {"infantry": 8, "cavalry": 3})
    client.post(address, {"infantry": 8})

    assert list(BranchQuota.objects.values_list("branch", "cap")) == [("infanterie", 8)]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.LIAISON}))
def test_limits_are_closed_to_others(role: Role, client: Client) -> None:
    signed_in(client, role)
    cohort = a_cohort()

    assert client.get(reverse("cohorts:new_lock", args=[cohort.pk])).status_code == 403
    assert client.post(reverse("cohorts:limits", args=[cohort.pk])).status_code == 403


def a_published_run(at: datetime) -> Run:
    cohort: Cohort = a_cohort()
    manager, post = a_person(Role.MANAGER), a_post(cohort=cohort)
    for _ in range(2):
        Wish.objects.create(trainee=a_trainee(cohort=cohort), post=post, position=1)
    return publish_placements.publish(run=amphi.draft(cohort=cohort, by=manager, at=at), by=manager, at=at)


def test_a_placement_is_proved_from_what_was_stored(noon: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    run = a_published_run(noon)

    call_command("verify_placement", run.pk)

    assert run.inputs_hash in capsys.readouterr().out


def test_a_placement_or_an_input_changed_by_hand_is_found(noon: datetime) -> None:
    run = a_published_run(noon)
    Placement.objects.all().delete()
    with pytest.raises(CommandError, match="les places tenues"):
        call_command("verify_placement", run.pk)

    run.inputs["merit"].reverse()
    run.save()
    with pytest.raises(CommandError, match=r"l’empreinte.*les mêmes données"):
        call_command("verify_placement", run.pk)
