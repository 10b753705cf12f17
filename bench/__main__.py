"""Our column of the table of performance, printed: python -m bench [numbers of applications]."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import TYPE_CHECKING

from bench.database import own_database
from bench.server import WORKERS, server

if TYPE_CHECKING:
    from bench.measure import Figures

NUMBERS = (500, 2_000, 10_000)
# In milliseconds, as they are to be at every number of applications.
TARGETS = {
    "applications list, 50 rows": "12",
    "ranking, 50 rows": "12",
    "one application": "8",
    "review screen": "8",
    "save a review": "8",
    "outbox page": "12",
    "public page": "2",
    "a whole application": "35",
    "decide 100": "60",
    "publish 1100 results and letters": "50",
}
EXPORT = "CSV export"


def main(numbers: tuple[int, ...]) -> None:
    with settings_of_production():
        columns = [figures_for(number) for number in numbers]
    heads = "".join(f"{number:>18}" for number in numbers)
    print(f"\n{'p50 / CPU of the web server, ms':<34}{'target':>9}{heads}")
    for name, target in TARGETS.items():
        cells = (f"{column[name].p50:.1f} / {column[name].processor:.1f}" for column in columns)
        print(f"{name:<34}{target:>9}" + "".join(f"{cell:>18}" for cell in cells))
    rates = (_rows_a_second(number, column[EXPORT]) for number, column in zip(numbers, columns, strict=True))
    print(f"{'CSV export, rows a second':<34}{'40000':>9}" + "".join(f"{rate:>18}" for rate in rates))
    print(f"{'API, 50 rows':<34}{'8':>9}" + f"{'not built':>18}" * len(numbers))


def _rows_a_second(rows: int, export: "Figures") -> str:
    return f"{rows * 1000 / export.p50:.0f} / {rows * 1000 / max(export.processor, 1):.0f}"


def figures_for(number: int) -> "dict[str, Figures]":
    found = {}
    with own_database(), TemporaryDirectory() as folder, server(Path(folder)) as web:
        from bench.measure import HEAD
        from bench.portal import measure

        start = time()
        print(f"\n{number} applications, {WORKERS} workers\n{HEAD}")
        for figures in measure(number, web):
            found[figures.name] = figures
            print(figures, flush=True)
        print(f"({time() - start:.0f} s)")
    return found


@contextmanager
def settings_of_production() -> Iterator[None]:
    """Plain HTTP on loopback, everything else as it is served; files in a folder of its own."""
    for name in ("DEBUG", "GALON_DEMO", "REDIS_URL", "EMAIL_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)
    with TemporaryDirectory() as folder:
        os.environ |= {"GALON_SECURE": "0", "GALON_VAR": folder, "LOG_LEVEL": "ERROR"}
        yield


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends here too
    main(tuple(int(number) for number in sys.argv[1:]) or NUMBERS)
