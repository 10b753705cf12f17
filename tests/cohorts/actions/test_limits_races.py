"""Two hands that limit, reserve or publish at the same time, each with its negative control."""

from collections.abc import Callable
from datetime import datetime

import pytest

from cohorts.actions import amphi, caps, limits, publish_placements
from cohorts.models import Cap, Cohort, Lock, Post, Run, Trainee
from portal.people.models import Role, User
from tests.build import a_cap, a_cohort, a_person, a_post, a_trainee
from tests.races import REFUSED, at_once, meet_after, meet_after_each

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every room takes the cohort as it stands, without waiting for its turn."""
    for room in (limits, publish_placements):
        monkeypatch.setattr(room, "hold", lambda cohort: Cohort.objects.get(pk=cohort.pk))


def reserving(trainee: Trainee, post: Post, by: User, at: datetime) -> Callable[[], str]:
    def press() -> str:
        limits.reserve(trainee=trainee, post=post, reason="Conjointe en garnison.", by=by, at=at)
        return "reserved"

    return press


# The last place, reserved by two


def both_reserving(at: datetime) -> list[str]:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    post = a_post(cohort=cohort)
    return sorted(at_once([reserving(a_trainee(cohort=cohort), post, manager, at) for _ in range(2)]))


def test_the_last_place_is_reserved_once(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after(monkeypatch, limits, "_refuse_full", hands=2)

    assert both_reserving(noon) == [REFUSED, "reserved"]
    assert Lock.objects.count() == 1


@pytest.mark.usefixtures("unguarded")
def test_unguarded_the_last_place_would_be_reserved_twice(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after(monkeypatch, limits, "_refuse_full", hands=2)

    assert both_reserving(noon) == ["reserved", "reserved"]


# A place reserved in a group, while the group is lowered


def reserving_and_lowering(at: datetime) -> list[str]:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    post = a_post(cohort=cohort)
    group = a_cap(post, cap=1)

    def lower() -> str:
        changed = Cap.objects.select_related("cohort").get(pk=group.pk)
        changed.cap = 0
        caps.set_cap(cap=changed, posts=[post], by=manager, at=at)
        return "lowered"

    return at_once([reserving(a_trainee(cohort=cohort), post, manager, at), lower])


def at_the_group(monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after_each(monkeypatch, (limits, "_refuse_full"), (caps, "refuse_impossible"))


def test_a_group_never_holds_more_reserved_places_than_it_takes(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_group(monkeypatch)

    assert sorted(reserving_and_lowering(noon)) in (["lowered", REFUSED], [REFUSED, "reserved"])
    assert Lock.objects.count() <= Cap.objects.get().cap


@pytest.mark.usefixtures("unguarded")
def test_unguarded_a_group_would_be_lowered_below_what_is_reserved(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_group(monkeypatch)

    assert reserving_and_lowering(noon) == ["reserved", "lowered"]
    assert Lock.objects.count() > Cap.objects.get().cap


# A place reserved, while the placements are published


def reserving_and_publishing(at: datetime) -> list[str]:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)
    run = amphi.draft(cohort=cohort, by=manager, at=at)

    def publish() -> str:
        publish_placements.publish(run=Run.objects.select_related("cohort").get(pk=run.pk), by=manager, at=at)
        return "published"

    return at_once([reserving(trainee, post, manager, at), publish])


def at_the_publication(monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after_each(monkeypatch, (limits, "_refuse_full"), (publish_placements, "_refuse_unready"))


def test_a_place_is_reserved_before_the_publication_or_not_at_all(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_publication(monkeypatch)

    assert sorted(reserving_and_publishing(noon)) in (["published", REFUSED], [REFUSED, "reserved"])


@pytest.mark.usefixtures("unguarded")
def test_unguarded_a_place_would_be_reserved_behind_the_publication(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_publication(monkeypatch)

    assert reserving_and_publishing(noon) == ["reserved", "published"]
