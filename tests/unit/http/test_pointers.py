"""Pointers to members: escaped as RFC 6901 has it, writable by anybody, and bounded."""

from __future__ import annotations

import re

import pytest

from service.http.limits import MAX_POINTER
from service.http.pointers import pointer


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), ""),
        (("energy", 0, "kwh"), "/energy/0/kwh"),
        (("a/b", "c~d"), "/a~1b/c~0d"),
        (("",), "/"),
        (("\ud800",), "/\\ud800"),
        (("x" * 65,), f"/{'x' * 64}…"),
    ],
)
def test_a_path_is_written_as_a_pointer(path: tuple[str | int, ...], expected: str) -> None:
    """Names are cut where they are longer than any of ours."""
    assert expected == pointer(path)


@pytest.mark.parametrize("name", ["x" * 64, "~" * 64, "/" * 63])
def test_a_pointer_to_far_down_ends_in_an_ellipsis_and_is_still_a_pointer(name: str) -> None:
    """It is never cut inside an escape."""
    written = pointer([name] * 31)

    assert MAX_POINTER - 1 <= len(written) <= MAX_POINTER
    assert written.endswith("…")
    assert re.fullmatch(r"(?:/(?:[^~/]|~[01])*)*", written)
