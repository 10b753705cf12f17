"""Start everything in the foreground: database, demo, web, worker and beat. Ctrl-C or TERM stops all of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

GRACE = 20.0  # seconds a process has to finish what it does; a worker puts its messages back


class Command(BaseCommand):
    help = "Start the web server, the worker and the clock, with the demo's data; stop them together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        refuse_busy(port)
        call_command("migrate", verbosity=0)
        if settings.DEMO:
            call_command("demo", port=port)
        os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
        self.stdout.write("Ctrl-C arrête tout.")
        sys.exit(Household(port).live())


def refuse_busy(port: int) -> None:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("0.0.0.0", port))  # noqa: S104  # only tries whether the port is free
        except OSError:
            raise CommandError(
                f"Le port {port} est déjà pris : choisissez-en un autre, par exemple PORT=8010."
            ) from None


class Household:
    """The processes of one portal. They live and stop together."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.stopping = False
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def live(self) -> int:
        """Run until somebody says stop, or until one of the processes ends; returns the exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self.processes = {name: start(command) for name, command in self._commands().items()}
        code = self._watch()
        self._end()
        return code

    def _commands(self) -> dict[str, list[str]]:
        python = [sys.executable, "-W", "ignore"]  # a demo run as root or without collected files is no news
        celery = ["-m", "celery", "-A", "portal", "--quiet"]
        worker = ["worker", "--beat", "--pool=threads", "--concurrency=1", "--loglevel=WARNING", "--without-mingle"]
        web = ["-m", "gunicorn", "portal.wsgi", f"--bind=0.0.0.0:{self.port}", "--workers=2", "--threads=4"]
        return {
            "web": [*python, *web, "--log-level=warning", "--timeout=60"],
            "worker": [*python, *celery, *worker],
        }

    def _watch(self) -> int:
        while not self.stopping:
            for name, process in self.processes.items():
                if process.poll() is not None:
                    sys.stderr.write(f"« {name} » s’est arrêté (code {process.returncode}) : tout s’arrête.\n")
                    return 1
            time.sleep(0.3)
        return 0

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start in its own session, so that Ctrl-C reaches only the one who stops them in order."""
    if shutil.which(command[0]) is None:
        raise CommandError(f"{command[0]} est introuvable.")
    return subprocess.Popen(command, cwd=settings.HOME, start_new_session=True)  # noqa: S603  # our own commands
