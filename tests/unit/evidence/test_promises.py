"""Promises are read in the one way in which they are written."""

from __future__ import annotations

import pytest

from service.evidence.notes import BadNote
from service.evidence.promises import Promise, PromisedEvent, from_header, key_name, read_promise

PROMISE = Promise(
    "log.example/x", 1795410000123, 60, (PromisedEvent("evt_a", b"\1" * 32), PromisedEvent("evt_b", b"\2" * 32))
)
TEXT = PROMISE.text()


def test_what_was_written_is_read() -> None:
    """With its events, and without."""
    bare = PROMISE._replace(events=())

    assert [PROMISE, bare] == [read_promise(TEXT), read_promise(bare.text())]
    assert ("log.example/x/promise", 1795410060123) == (key_name(PROMISE.origin), PROMISE.due_milliseconds)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(TEXT[:-1], id="the last line is open"),
        pytest.param(TEXT + "\n", id="an empty line"),
        pytest.param("\n".join(TEXT.split("\n")[:2]) + "\n", id="no delay"),
        pytest.param(TEXT.replace("/promise/v1", "/promise/v2"), id="another version"),
        pytest.param(TEXT.replace("log.example/x/promise", "/promise"), id="nobody's"),
        pytest.param(TEXT.replace("log.example", "log example"), id="a name with a blank"),
        pytest.param(TEXT.replace("\n60\n", "\n060\n"), id="a leading zero"),
        pytest.param(TEXT.replace("\n60\n", "\n-60\n"), id="a sign"),
        pytest.param(TEXT.replace("evt_b", "evt_a"), id="an event twice"),
        pytest.param(TEXT.replace("evt_b ", "evt_b"), id="no hash"),
        pytest.param(TEXT.replace("evt_b ", "evt_b  "), id="two blanks"),
        pytest.param(TEXT.replace("evt_b ", " "), id="no event"),
        pytest.param(TEXT.replace("AgI=", "Ag=="), id="a short hash"),
    ],
)
def test_what_is_no_promise_is_refused(text: str) -> None:
    """Two ways to say one thing would be two things to sign."""
    with pytest.raises(BadNote):
        read_promise(text)


@pytest.mark.parametrize("value", ["", "no base64", "aGVsbG8="], ids=["empty", "words", "no note"])
def test_a_header_without_a_note_is_refused(value: str) -> None:
    """Before anything of it is used."""
    with pytest.raises(BadNote):
        from_header(value)
