"""The services of docker-compose.yml, each by its own command, on a real PostgreSQL and Redis, without containers."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

import psycopg2
import pytest
import yaml
from django.conf import settings

from tests.portal.outbox.household import Household, database_url
from tests.portal.outbox.sink import Sink, free_port

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server"),
]
SERVICES: dict[str, Any] = yaml.safe_load((settings.HOME / "docker-compose.yml").read_text())["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "galon"}
GIVEN = {"SECRET_KEY": "only-for-this-test-" * 4, "POSTGRES_PASSWORD": "x", "EMAIL_URL": "smtp://127.0.0.1:1"}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def interpolated(text: object) -> str:
    return VARIABLE.sub(lambda found: GIVEN.get(found[1]) or (found[3] if found[2] == "-" else ""), str(text))


@pytest.fixture
def database() -> Iterator[str]:
    """An empty database beside the one of the suite."""
    name = f"galon_compose_{os.getpid()}"
    session = psycopg2.connect(os.environ["DATABASE_URL"])
    session.autocommit = True
    session.cursor().execute(f"CREATE DATABASE {name}")
    yield database_url(name)
    session.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    session.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Household]:
    house = Household(tmp_path, Sink())
    house.sink.port = 1
    yield house
    house.stop()


class Stack:
    """The services of the file, on this machine's addresses."""

    def __init__(self, house: Household, database: str) -> None:
        self.house, self.port = house, free_port()
        self.here = {
            **{name: interpolated(value) for name, value in OURS["web"]["environment"].items()},
            "DATABASE_URL": database,
            "REDIS_URL": f"redis://127.0.0.1:{house.redis_port}/0",
            "GALON_VAR": str(house.folder),
            "STATIC_COLLECTED": "1",
            "PORT": str(self.port),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONWARNINGS": "ignore",
        }

    def command(self, name: str) -> list[str]:
        return [interpolated(word).replace("0.0.0.0:8000", f"127.0.0.1:{self.port}") for word in OURS[name]["command"]]

    def run(self, *command: str) -> int:
        return subprocess.run(command, cwd=settings.HOME, env=self.here, check=False, capture_output=True).returncode

    def start(self, name: str) -> None:
        self.house.start(*self.command(name), environment=self.here)

    def health(self) -> dict[str, Any]:
        try:
            with urlopen(f"http://localhost:{self.port}/healthz", timeout=5) as answer:
                return dict(json.load(answer))
        except OSError:
            return {}


def until(found: Any, *, seconds: float = 120) -> bool:
    end = monotonic() + seconds
    while not found():
        if monotonic() > end:
            return False
        sleep(0.2)
    return True


def test_every_service_starts_by_its_own_command_and_answers(house: Household, database: str) -> None:
    stack = Stack(house, database)
    house.redis()
    assert stack.run(*stack.command("migrate")) == 0
    for name in ("web", "worker", "beat"):
        stack.start(name)

    assert until(lambda: stack.health().get("status") == "ok")
    # The clock rang Redis, the worker heard it and swept the database.
    assert until(lambda: stack.health().get("last_sweep_seconds") is not None)
    assert stack.run(*OURS["worker"]["healthcheck"]["test"][1:]) == 0
    assert stack.run("python", "-m", "portal.web.probe") == 0


def test_one_image_serves_four_services() -> None:
    assert set(OURS) == {"migrate", "web", "worker", "beat"}
    assert all(service["build"] == "." for service in OURS.values())


def test_no_secret_is_written_down() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if any(word in name for word in ("KEY", "PASSWORD", "EMAIL_URL", "DATABASE_URL")):
                assert "${" in value and ":?" in value, name  # noqa: PT018  # one question: is it asked for?


def test_everything_waits_for_the_migrations_and_for_what_it_needs() -> None:
    for name in ("web", "worker", "beat"):
        assert OURS[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert OURS[name]["depends_on"]["postgres"]["condition"] == "service_healthy"


def test_the_image_does_not_run_as_root_and_says_whether_it_is_well() -> None:
    image = (settings.HOME / "Dockerfile").read_text()
    last = image.rpartition("FROM ")[2]

    assert re.search(r"^USER galon$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "collectstatic" in image
