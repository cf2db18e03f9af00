"""Witnesses are asked in threads of their own, which nothing ends but the worker."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from service.audit.asking import Away
from service.domain.errors import Unavailable
from service.worker.asking_witnesses import rest_after, witnesses_asked


class _Witness:
    """One that does what a test says, and tells when it was asked the third time."""

    url = "http://w.example"

    def __init__(self, does: Callable[[], int | None]) -> None:
        self._does = does
        self._asked = 0
        self.was_asked = threading.Event()

    def ask(self) -> int | None:
        """Answer."""
        self._asked += 1
        if self._asked == 3:
            self.was_asked.set()
        return self._does()


def _raising(error: Exception) -> Callable[[], int | None]:
    def ask() -> int | None:
        raise error

    return ask


@pytest.mark.parametrize(
    "does",
    [
        pytest.param(lambda: 7, id="cosigned"),
        pytest.param(lambda: None, id="nothing new"),
        pytest.param(_raising(Away("gone")), id="away"),
        pytest.param(_raising(Unavailable("audit-log-frozen", "x")), id="frozen"),
        pytest.param(_raising(OSError("unforeseen")), id="unforeseen"),
    ],
)
def test_a_witness_is_asked_again_whatever_it_did(does: Callable[[], int | None]) -> None:
    """And one that is stuck does not keep another from being asked, nor the worker from ending."""
    stuck, witness = threading.Event(), _Witness(does)
    threads = threading.active_count()
    with witnesses_asked([_Witness(lambda: stuck.wait(30) and None), witness], 0.01):
        assert witness.was_asked.wait(10)
        stuck.set()
    assert threads == threading.active_count()


def test_a_witness_that_is_away_is_asked_less_and_less_often() -> None:
    """Down to once in five minutes, and as before when it is back; a longer pace that was set stays."""
    rests = [10.0]
    for _ in range(6):
        rests.append(rest_after(rests[-1], 10, answered=False))

    assert [10, 20, 40, 80, 160, 300, 300] == rests
    assert 10 == rest_after(300, 10, answered=True)
    assert 600 == rest_after(600, 600, answered=False)
