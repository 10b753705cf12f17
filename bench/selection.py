"""The ranking at 10 000 files and « Et si… » at 1 000, printed: python -m bench.selection [files files].

In one process, through Django's test client, with PostgreSQL: what the portal itself takes, without a web server.
"""

import sys
from collections.abc import Callable
from functools import partial
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from bench.__main__ import settings_of_production
from bench.database import own_database

if TYPE_CHECKING:
    from django.test import Client

TRIED, RANKED = 1_000, 10_000
TIMES = 30
HEAD = f"{'operation':<58}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'SQL':>6}{'bytes':>9}"


def main(*numbers: int) -> None:
    with settings_of_production(), own_database():
        client = signed_in()
        print(HEAD)
        for number in numbers:
            campaign = calculated(number)
            for name, path in pages(campaign, number).items():
                show(f"{name}, {number} files", partial(client.get, path))
            slid = f"/jury/et-si/?campaign={campaign}&{first_weight(campaign)}=5"
            show(f"what-if, one slider, {number} files", partial(client.get, slid, headers={"HX-Request": "true"}))


def calculated(number: int) -> int:
    """Sow one campaign whose readings are all done, and calculate its figures twice: anew, and for nothing."""
    from django.utils import timezone

    from applications.actions.calculate import calculate, due
    from bench.seed import analyze
    from cohorts.demo import large

    campaign = large.load(number=number, at=timezone.now(), seed=number)
    analyze()
    act = partial(calculate, campaign=campaign, by=None, at=timezone.now())
    show(f"calculate, {number} files × 3 readings", act, times=1)
    show(f"calculate again, {number} files, nothing changed", act, times=3)
    show(f"is anything due, {number} files", partial(due, [campaign]))
    return campaign.pk


def pages(campaign: int, number: int) -> dict[str, str]:
    return {
        "ranking, first page": f"/jury/?campaign={campaign}",
        "ranking, last page": f"/jury/?campaign={campaign}&page={number // 50}",
        "ranking, around the line": f"/jury/?campaign={campaign}&view=line",
        "agreement": f"/lectures/accord/?campaign={campaign}",
        "what-if, whole page": f"/jury/et-si/?campaign={campaign}",
    }


def show(name: str, act: Callable[[], object], *, times: int = TIMES) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if times > 1:
        act()
    taken, used = [], process_time()
    for _ in range(times):
        start = perf_counter()
        act()
        taken.append((perf_counter() - start) * 1000)
    processor = (process_time() - used) * 1000 / times
    with CaptureQueriesContext(connection) as captured:
        answer = act()
    if getattr(answer, "status_code", 200) != 200:
        raise RuntimeError(f"{name} answers {answer.status_code}")  # type: ignore[attr-defined]
    late = quantiles(taken, n=20)[-1] if times > 1 else taken[0]
    sent = len(getattr(answer, "content", b""))
    print(f"{name:<58}{median(taken):>9.1f}{late:>9.1f}{processor:>9.1f}{len(captured):>6}{sent:>9}", flush=True)


def first_weight(campaign: int) -> str:
    from applications.models import Criterion

    return f"w{Criterion.objects.filter(rubric__campaign=campaign).order_by('position')[0].pk}"


def signed_in() -> "Client":
    """A manager, whose second factor is not what is measured."""
    from django.conf import settings
    from django.test import Client

    from portal.people.models import Role, User

    settings.REQUIRE_SECOND_FACTOR = False
    client = Client()
    manager = User.objects.create(email="bench@galon.test", role=Role.MANAGER)
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


if __name__ == "__main__":
    main(*([int(number) for number in sys.argv[1:]] or [TRIED, RANKED]))
