"""Real processes around the outbox: Redis, workers and a clock, started here and killed by their number."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection
from redis import Redis
from redis.exceptions import RedisError

from tests.portal.outbox.sink import Sink, free_port

BESIDE = "tests.portal.outbox."


def database_url(name: str = "") -> str:
    """The database of this test, or another on the same server, for other processes."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{name or connection.settings_dict['NAME']}"))


@dataclass
class Household:
    """What runs during one test. A killed worker is two deaths: the parent and its child."""

    folder: Path
    sink: Sink
    redis_port: int = field(default_factory=free_port)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    deaths: int = 0

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "GALON_VAR": str(self.folder),
            "OUTBOX_LEASE": "3",
            "OUTBOX_GRACE": "4",
            "OUTBOX_RETRY": "1",
            "LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "ignore",
        }

    def start(self, *command: str, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=settings.HOME,
                env=environment or self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def redis(self) -> subprocess.Popen[bytes]:
        server = shutil.which("redis-server")
        assert server
        quiet = ("--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(self.folder))
        process = self.start(server, "--port", str(self.redis_port), *quiet)
        self._until_redis_answers()
        return process

    def worker(self, name: str = "careful") -> subprocess.Popen[bytes]:
        kind = ("--concurrency=1", "--loglevel=ERROR", "--without-mingle", "--without-gossip")
        return self._celery(name, "worker", *kind, f"--hostname=w{len(self.running)}@here")

    def beat(self) -> subprocess.Popen[bytes]:
        schedule = self.folder / f"schedule{len(self.running)}"
        return self._celery("careful", "beat", f"--schedule={schedule}", "--pidfile=", "--loglevel=ERROR")

    def kill(self, *processes: subprocess.Popen[bytes]) -> None:
        """kill -9 each with the children it started."""
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
        for process in processes:
            process.wait()
            self.running.remove(process)
            self.deaths += 1

    def flush(self) -> None:
        with Redis(port=self.redis_port) as redis:
            redis.flushall()

    def stop(self) -> None:
        self.kill(*self.running)

    def _celery(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        return self.start(sys.executable, "-m", "celery", "-A", BESIDE + name, "--quiet", *command)

    def _until_redis_answers(self) -> None:
        for _ in range(100):
            with suppress(RedisError), Redis(port=self.redis_port) as redis:
                redis.ping()
                return
            sleep(0.05)
        raise RuntimeError("redis-server does not answer")
