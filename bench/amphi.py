"""A live amphi followed by three hundred people while one picks, printed: python -m bench.amphi [watchers].

Real server, PostgreSQL. Each watcher asks every 1.5 s as static/js/live.js does; the delay counted is from the moment a
pick is confirmed to the moment a watcher has read it.
"""

import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter, sleep
from typing import TYPE_CHECKING

from bench.__main__ import settings_of_production
from bench.database import own_database
from bench.server import server
from bench.visitors import Browser

if TYPE_CHECKING:
    from cohorts.models import Amphi

WATCHERS, PICKS, EVERY, BETWEEN = 300, 5, 1.5, 4.0  # people, times, seconds, seconds


@dataclass
class Seen:
    """When one watcher read each version, and how many times they asked."""

    at: dict[int, float] = field(default_factory=dict)
    asked: int = 0


def main(watchers: int) -> None:
    with settings_of_production(), own_database(), TemporaryDirectory() as folder, server(Path(folder)) as web:
        amphi, sessions = seated(watchers)
        print(f"{watchers} people are seated", flush=True)
        over, seen = Event(), [Seen() for _ in sessions]
        start = perf_counter()
        with ThreadPoolExecutor(watchers + 1) as pool:
            for number, (session, one) in enumerate(zip(sessions, seen, strict=True)):
                pool.submit(watch, Browser(web.port, {"session": session}), one, over, Random(number))
            confirmed = picked(amphi)
            over.set()
        tell(seen, confirmed, perf_counter() - start, watchers)


def watch(browser: Browser, seen: Seen, over: Event, chance: Random) -> None:
    version = 0
    sleep(chance.random() * EVERY)
    while not over.is_set():
        answer = browser.get(f"/mon-amphi/?v={version}")
        seen.asked += 1
        if answer.status == 200:
            version = int(answer.body.split(b'data-version="')[1].split(b'"')[0])
            seen.at[version] = perf_counter()
        over.wait(EVERY * (0.9 + 0.2 * chance.random()))


def picked(amphi: "Amphi") -> dict[int, float]:
    """The versions that picks made, and when."""
    from django.utils import timezone

    from cohorts.actions.live.choose import pick
    from cohorts.models import Post, Trainee

    found = {}
    for _ in range(PICKS):
        sleep(BETWEEN)
        amphi.refresh_from_db()
        trainee = Trainee.objects.select_related("person").get(pk=amphi.current_id)
        post = Post.objects.get(pk=amphi.inputs["wishes"][str(trainee.pk)][0])
        pick(amphi=amphi, trainee=trainee, post=post, by=trainee.person, at=timezone.now())
        found[amphi.version + 1] = perf_counter()
    sleep(BETWEEN)
    return found


def tell(seen: Sequence[Seen], confirmed: dict[int, float], took: float, watchers: int) -> None:
    delays = [one.at[version] - at for version, at in confirmed.items() for one in seen if version in one.at]
    missed = len(confirmed) * watchers - len(delays)
    asked = sum(one.asked for one in seen)
    print(f"{watchers} watchers, {len(confirmed)} picks, {asked / took:.0f} requests a second, {missed} missed")
    print(f"seen after: p50 {median(delays):.2f} s, p95 {quantiles(delays, n=20)[-1]:.2f} s, max {max(delays):.2f} s")


def seated(number: int) -> tuple["Amphi", list[str]]:
    """An amphi that has started, with so many people in it, each signed in."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from cohorts.actions.live import conduct
    from portal.people.models import Role
    from tests.build import a_cohort, a_person, a_post, a_trainee

    cohort = a_cohort()
    posts = [a_post(cohort=cohort, capacity=number // 30 + 1) for _ in range(30)]
    trainees = [a_trainee(cohort=cohort) for _ in range(number)]
    wish(trainees, posts)
    at, by = timezone.now(), a_person(Role.MANAGER)
    amphi = conduct.open_amphi(cohort=cohort, held_on=at.date(), by=by, at=at)
    sessions = []
    for trainee in trainees:
        client = Client()
        client.force_login(trainee.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return conduct.start(amphi=amphi, by=by, at=timezone.now()), sessions


def wish(trainees: Sequence[object], posts: Sequence[object]) -> None:
    from cohorts.models import Wish

    Wish.objects.bulk_create(
        Wish(trainee=trainee, post=post, position=n)  # type: ignore[misc]
        for number, trainee in enumerate(trainees)
        for n, post in enumerate((posts[(number + step) % len(posts)] for step in range(10)), 1)
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends here too
    main(int(sys.argv[1]) if len(sys.argv) > 1 else WATCHERS)
