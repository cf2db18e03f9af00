"""Patience: what does not exist yet is asked for again, for as long as was said and no longer."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from service.domain.errors import NotYet
from service.usecases.patience import patiently


def _after(times: int) -> Callable[[], str]:
    left = iter(range(times))

    def ask() -> str:
        for _ in left:
            raise NotYet("not-included-yet", "Not yet.")
        return "there"

    return ask


def test_what_comes_meanwhile_is_returned() -> None:
    """At the first time that it is there."""
    assert "there" == patiently(5, _after(2))


def test_who_does_not_wait_is_told_at_once() -> None:
    """No rest is taken."""
    began = time.monotonic()
    with pytest.raises(NotYet):
        patiently(0, _after(1))
    assert time.monotonic() - began < 1
