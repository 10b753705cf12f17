"""Several hands at once, on real connections, and the point where an unguarded reading would meet another."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import pytest
from django.db import connection

from portal.journal.moves import Refusal

T = TypeVar("T")
REFUSED = "refused"
MEETING = 0.7  # seconds one hand waits for the others before it goes on alone


def at_once(hands: Sequence[Callable[[], T]]) -> list[T | str]:
    """Run every hand in its own thread and connection; a refusal answers "refused"."""
    start = threading.Barrier(len(hands))

    def one(hand: Callable[[], T]) -> T | str:
        start.wait()
        try:
            return hand()
        except Refusal:
            return REFUSED
        finally:
            connection.close()

    with ThreadPoolExecutor(len(hands)) as pool:
        return list(pool.map(one, hands))


def meet_after(monkeypatch: pytest.MonkeyPatch, module: object, name: str, hands: int) -> None:
    """Make the hands meet just after this function has read: where a missing lock shows, every time.

    Under the lock only one hand arrives; it waits a moment in vain and goes on.
    """
    meet_after_each(monkeypatch, (module, name), hands=hands)


def meet_after_each(monkeypatch: pytest.MonkeyPatch, *points: tuple[object, str], hands: int = 2) -> None:
    """The same for hands that do different things: each has its own function after which it waits for the others."""
    meeting = threading.Barrier(hands)
    for module, name in points:
        monkeypatch.setattr(module, name, _then_met(getattr(module, name), meeting))


def _then_met(original: Callable[..., object], meeting: threading.Barrier) -> Callable[..., object]:
    def met(*args: object, **kwargs: object) -> object:
        answer = original(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            meeting.wait(MEETING)
        return answer

    return met
