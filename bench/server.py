"""The real web server: gunicorn with two sync workers on a free port of loopback, and the processor time it took."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep

WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")
HOME = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def processor_ms(self) -> float:
        """User and system time of the workers and of the processes they waited for, since they started."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_ticks(int(child)) for child in children) * 1000 / TICKS


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """Start it on the database of DATABASE_URL; stop what was started, nothing else."""
    port = free_port()
    command = (sys.executable, "-m", "gunicorn", "portal.wsgi", f"--bind=127.0.0.1:{port}", f"--workers={WORKERS}")
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen([*command, "--timeout=120"], cwd=HOME, stdout=log, stderr=log)
        try:
            _until_it_answers(process, port)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _until_it_answers(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.1)
    raise RuntimeError("gunicorn does not answer")


def _ticks(pid: int) -> int:
    facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(fact) for fact in facts[11:15])
