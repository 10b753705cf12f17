"""The outbox measured: what queueing costs a request, how fast letters leave, and T45 with 5 000 letters.

    DATABASE_URL=postgres://… python -m bench.outbox [letters]

Works in a database of its own on that server, dropped at the end. Needs redis-server.
"""

import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time, sleep

from bench.database import own_database


def main(count: int) -> None:
    with own_database(), TemporaryDirectory() as folder:
        from tests.portal.outbox.household import Household
        from tests.portal.outbox.sink import Sink

        sink = Sink().start()
        house = Household(Path(folder), sink)
        try:
            house.redis()
            house.beat()
            queueing()
            rate(house)
            killed(house, count)
        finally:
            house.stop()
            sink.stop()


def queueing() -> None:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from portal.outbox.post import post_many

    written = envelopes(1100, "queue")
    with CaptureQueriesContext(connection) as queries:
        start, begun = monotonic(), process_time()
        with transaction.atomic():
            post_many(written, at=timezone.now())
        spent, processor = (monotonic() - start) * 1000, (process_time() - begun) * 1000
    print(f"queue 1 100 letters: {spent:.0f} ms, {processor:.0f} ms of CPU, {len(queries)} statements")


def rate(house: "Household") -> None:  # noqa: F821  # imported once Django is set up
    """Letters a second of two workers, from the first letter to the last of those waiting."""
    workers = [house.worker(), house.worker()]
    house.sink.wait_for(100)
    first, start = len(house.sink.mails), monotonic()
    house.sink.wait_for(1100, seconds=300)
    print(f"deliver: {(len(house.sink.mails) - first) / (monotonic() - start):.0f} letters a second, two workers")
    house.kill(*workers)


def killed(house: "Household", count: int) -> None:  # noqa: F821
    from django.db import transaction
    from django.utils import timezone

    from portal.outbox.models import Delivery, Letter
    from portal.outbox.post import post_many

    with transaction.atomic():
        post_many(envelopes(count, "kill"), at=timezone.now())
    total, before = Letter.objects.count(), house.deaths
    workers = [house.worker(), house.worker()]
    for tenth in range(10):
        house.sink.wait_for(1100 + tenth * count // 10 + 1, seconds=300)
        house.kill(*workers)
        workers = [house.worker(), house.worker()]
    last_kill = monotonic()
    unsettled = Letter.objects.filter(delivery__in=[Delivery.PENDING, Delivery.LEASED, Delivery.UNKNOWN])
    while unsettled.exists():
        sleep(0.2)
    lost = total - len(house.sink.ids)
    print(
        f"T45, {count} letters, 10 kills of both workers: lost {lost}, doubled {house.sink.duplicates}, "
        f"deaths {(house.deaths - before) * 2}, settled {monotonic() - last_kill:.0f} s after the last kill"
    )


def envelopes(count: int, name: str) -> "list[Envelope]":  # noqa: F821
    from portal.outbox.post import Envelope
    from portal.people.models import User

    people = User.objects.bulk_create(User(email=f"{name}-{n}@example.org", first_name=f"P{n}") for n in range(count))
    return [
        Envelope(kind="applications/withdrawn", to=person, key=f"{name}-{person.pk}", context={"url": "/"})
        for person in people
    ]


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends here too
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
