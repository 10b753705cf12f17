"""Real workers, a real broker and a real mail server, killed and emptied: no letter is lost (T45, T46, T47, T50)."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.db import transaction
from django.utils import timezone

from portal.outbox.models import Delivery, Letter
from portal.outbox.post import Envelope, post_many
from portal.people.models import User
from tests.build import a_letter
from tests.portal.outbox.household import Household
from tests.portal.outbox.sink import Sink

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server"),
]
LETTERS = 2000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Household]:
    sink = Sink().start()
    house = Household(tmp_path, sink)
    yield house
    house.stop()
    sink.stop()


def people(count: int) -> list[User]:
    return User.objects.bulk_create(User(email=f"reader-{n}@example.org", first_name=f"P{n}") for n in range(count))


def promise(count: int) -> None:
    envelopes = [
        Envelope(kind="applications/withdrawn", to=person, key=f"letter-{person.pk}", context={"url": "/"})
        for person in people(count)
    ]
    with transaction.atomic():
        post_many(envelopes, at=timezone.now())


def settled(*, seconds: float = 240) -> bool:
    """True once every letter has come to an end."""
    end = monotonic() + seconds
    unsettled = Letter.objects.filter(delivery__in=[Delivery.PENDING, Delivery.LEASED, Delivery.UNKNOWN])
    while unsettled.exists():
        if monotonic() > end:
            return False
        sleep(0.2)
    return True


def names() -> set[str]:
    return {letter.message_id for letter in Letter.objects.all()}


def test_t45_no_letter_is_lost_and_few_are_doubled_when_workers_are_killed(house: Household) -> None:
    promise(LETTERS)
    house.redis()
    house.beat()
    workers = [house.worker(), house.worker()]
    for point in (200, 800, 1500):
        assert house.sink.wait_for(point)
        house.kill(*workers)
        workers = [house.worker(), house.worker()]

    assert settled()

    assert set(house.sink.ids) == names()
    assert house.sink.duplicates <= house.deaths
    assert Letter.objects.filter(delivery=Delivery.ACCEPTED, attempts__gte=1).count() == LETTERS
    assert set(house.sink.recipients) == set(Letter.objects.values_list("address", flat=True))


@pytest.mark.parametrize(("worker", "lost"), [("careful", 0), ("careless", 1)])
def test_t45_marking_before_sending_would_lose_the_letter_in_hand(house: Household, worker: str, lost: int) -> None:
    promise(40)
    house.redis()
    house.beat()
    house.sink.hold_at(10)
    first = house.worker(worker)
    assert house.sink.holding.wait(180)
    house.kill(first)
    house.sink.let_go()
    house.worker(worker)

    assert settled()

    assert len(names() - set(house.sink.ids)) == lost


def test_t46_with_redis_away_posting_costs_nothing_and_everything_leaves_afterwards(house: Household) -> None:
    people(LETTERS)
    redis = house.redis()
    house.beat()
    house.worker()
    house.kill(redis)

    command = [sys.executable, "-m", "tests.portal.outbox.posting", str(LETTERS)]
    posted = subprocess.run(command, env=house.environment, check=False, capture_output=True)

    assert (posted.returncode, Letter.objects.count()) == (0, LETTERS)
    house.redis()
    assert settled()
    assert (set(house.sink.ids), house.sink.duplicates) == (names(), 0)


def test_t47_an_emptied_redis_loses_nothing(house: Household) -> None:
    promise(LETTERS)
    house.redis()
    house.beat()
    house.worker()
    house.worker()
    for point in (1, 700, 1400):
        assert house.sink.wait_for(point)
        house.flush()

    assert settled()

    assert (set(house.sink.ids), house.sink.duplicates) == (names(), 0)


def test_t50_a_letter_that_kills_its_bearer_is_put_aside_and_its_neighbours_leave(house: Household) -> None:
    promise(LETTERS)
    poison = a_letter(kind="test/poison", not_before=timezone.now())
    house.redis()
    house.beat()
    house.worker("poisoned")

    assert settled()

    poison.refresh_from_db()
    assert (poison.delivery, poison.attempts) == (Delivery.DEAD, 5)
    assert set(house.sink.ids) == names() - {poison.message_id}
    assert house.sink.duplicates == 0
