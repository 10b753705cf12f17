"""One operation measured: how long it takes, what it costs the processor and the database, and how much it sends."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.operations import Act
from bench.server import WORKERS, Server
from bench.visitors import Visitor

SECONDS = 20.0  # an operation that is slow is measured fewer times
HEAD = f"{'operation':<34}{'p50 ms':>9}{'p95 ms':>9}{'a second':>10}{'CPU ms':>9}{'SQL':>6}{'bytes':>11}"


@dataclass
class Figures:
    """`processor` is the time of the web workers for one operation, without that of PostgreSQL."""

    name: str
    times: list[float] = field(default_factory=list)
    processor: float = 0.0
    sent: int = 0
    sql: int = 0
    status: int = 0
    a_second: float = 0.0

    @property
    def p50(self) -> float:
        return median(self.times)

    @property
    def p95(self) -> float:
        return quantiles(self.times, n=20)[-1] if len(self.times) > 1 else self.times[0]

    def __add__(self, other: "Figures") -> "Figures":
        """Two parts of one operation, done by the same people in the same order."""
        both = [mine + theirs for mine, theirs in zip(self.times, other.times, strict=False)]
        processor, sent, sql = self.processor + other.processor, self.sent + other.sent, self.sql + other.sql
        return Figures(self.name, both, processor, sent, sql, other.status, 1000 / median(both))

    def __str__(self) -> str:
        ends = f"{self.p50:>9.1f}{self.p95:>9.1f}{self.a_second:>10.1f}{self.processor:>9.1f}"
        return f"{self.name:<34}{ends}{self.sql:>6}{self.sent:>11}"


def pages(name: str, act: Act, visitor: Visitor, server: Server, *, times: int = 40) -> Figures:
    """Open one page again and again: alone for the delays, then one visitor a worker for the rate."""
    for _ in range(2 * WORKERS):
        act(visitor)  # each worker has opened it before
    figures = in_turn(name, act, [visitor] * times, server)
    done = len(figures.times)
    start = perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(act, [visitor] * done))
    figures.a_second = done / (perf_counter() - start)
    return figures


def in_turn(name: str, act: Act, visitors: Sequence[Visitor], server: Server) -> Figures:
    """One visitor after the other."""
    figures, spent, start = Figures(name), server.processor_ms(), perf_counter()
    for visitor in visitors:
        begun = perf_counter()
        answer = act(visitor)
        figures.times.append((perf_counter() - begun) * 1000)
        figures.sent, figures.status = len(answer.body), answer.status
        if answer.status >= 400:
            raise RuntimeError(f"{name} answers {answer.status}")
        if perf_counter() - start > SECONDS:
            break
    figures.processor = (server.processor_ms() - spent) / len(figures.times)
    figures.a_second = 1000 / figures.p50
    return figures


def counted(figures: Figures, act: Act, insider: Visitor) -> Figures:
    """How many SQL statements it takes, those of the session and the person included."""
    with CaptureQueriesContext(connection) as captured:
        answer = act(insider)
    if answer.status != figures.status:
        raise RuntimeError(f"{figures.name} answers {answer.status} here and {figures.status} over HTTP")
    framing = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    figures.sql = sum(not query["sql"].startswith(framing) for query in captured.captured_queries)
    return figures
