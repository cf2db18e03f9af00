"""What is acknowledged comes with a promise that anybody can check later."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from service.audit.promising import open_promising
from service.evidence.notes import base64_bytes, signed_by
from service.evidence.promises import Promise, PromisedEvent, from_header, read_promise

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 23, 5, 0, 0, 123999, tzinfo=UTC)


class Told(NamedTuple):
    """An event as it is about to be kept."""

    id: str
    sha256: str


def told(number: int) -> Told:
    """Tell an event."""
    return Told(f"evt_{number:026}", hashlib.sha256(str(number).encode()).hexdigest())


def test_a_promise_names_the_log_the_time_the_delay_and_every_event(tmp_path: Path) -> None:
    """And is signed by the key for promises, under the name of that."""
    promising = open_promising(tmp_path / "keys", "log.example/x", 60)

    note = from_header(promising.promise([told(1), told(2)], AT))

    events = tuple(PromisedEvent(each.id, bytes.fromhex(each.sha256)) for each in (told(1), told(2)))
    assert Promise("log.example/x", 1795410000123, 60, events) == read_promise(note.text)
    assert (promising.key.key,) == signed_by(note, [promising.key.key])
    assert "log.example/x/promise" == promising.key.key.name


def test_a_promise_is_the_base64_of_a_note_of_lines(tmp_path: Path) -> None:
    """Ed25519 has no randomness: the same promise twice is the same bytes."""
    promising = open_promising(tmp_path / "keys", "log.example/x", 5)

    lines = base64_bytes(promising.promise([told(7)], AT)).decode().split("\n")

    assert promising.promise([told(7)], AT) == promising.promise([told(7)], AT)
    assert ["log.example/x/promise/v1", "1795410000123", "5"] == lines[:3]
    assert ["", ""] == [lines[4], lines[6]]
    assert (7, told(7).id) == (len(lines), lines[3].split(" ")[0])


def test_where_nothing_happens_nothing_is_promised(tmp_path: Path) -> None:
    """A draft is in no log; that the promise says so is better than that there is none."""
    promise = read_promise(from_header(open_promising(tmp_path / "keys", None, 60).promise([], AT)).text)

    assert ((), 1795410060123) == (promise.events, promise.due_milliseconds)
