"""What a log submits to a witness, read to the letter."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evidence.submissions import read_submission
from service.witness.witness import NotCosigned
from tests.watched import begun, body, note, submission


def refused(folder: Path, data: bytes) -> HTTPStatus:
    """Return the status with which a new witness refuses *data*."""
    with pytest.raises(NotCosigned) as refusal:
        begun(folder).witness.add(data)
    return refusal.value.status


GARBAGE = {
    "nothing": b"",
    "a line": b"old 0",
    "no checkpoint": b"old 0\n\n",
    "no note": b"old 0\n\nhello\n",
    "cut": submission(0, 5)[:-1],
    "leading zero": submission(0, 5).replace(b"old 0", b"old 00"),
    "negative": submission(0, 5).replace(b"old 0", b"old -1"),
    "two spaces": submission(0, 5).replace(b"old 0", b"old  0"),
    "capitals": submission(0, 5).replace(b"old 0", b"OLD 0"),
    "no old size": submission(0, 5).replace(b"old 0\n", b""),
    "no empty line": submission(0, 5).replace(b"\n\n", b"\n", 1),
    "leading zero of the checkpoint": submission(0, 5).replace(b"\n5\n", b"\n05\n"),
    "extension": submission(0, 5).replace(b"\n5\n", b"\n5\nextension\n"),
    "carriage returns": submission(0, 5).replace(b"\n", b"\r\n"),
    "short hash": submission(3, 5).replace(b"old 3\n", b"old 3\nAAAA\n"),
    "no padding": submission(3, 5).replace(b"=\n", b"\n", 1),
    "too many hashes": body(3, [bytes(32)] * 64, note(5)),
    "shrinking": submission(6, 5),
    "no ascii": b"\xff" + submission(0, 5),
    "no utf-8": submission(0, 5).replace(b"log.example", b"\xff\xfe.example"),
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_is_a_bad_request(kind: str, tmp_path: Path) -> None:
    """Whatever has not the form of a submission, to the letter."""
    assert HTTPStatus.BAD_REQUEST == refused(tmp_path, GARBAGE[kind])


@given(st.binary(max_size=300))
def test_no_bytes_break_a_witness(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Anything is refused."""
    assert HTTPStatus.BAD_REQUEST == refused(tmp_path_factory.mktemp("witness"), data)


def test_a_submission_is_written_as_it_was_read() -> None:
    """What our own client writes is what the specification shows."""
    for old, size in ((0, 5), (3, 5), (5, 5), (100, 257)):
        assert submission(old, size) == read_submission(submission(old, size)).write()
