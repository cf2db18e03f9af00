"""A witness is asked over HTTP, and whatever it does, that ends in time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import pytest

from service.audit.asking import Answer, Away, is_address, submit
from tests.witnesses import answering


def _sending(data: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(data)


def _trickling(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    try:
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.05)
    except OSError:
        return


def test_an_answer_is_given_as_it_is() -> None:
    """The media type without its parameters."""
    sent = b"HTTP/1.1 409 Conflict\r\nContent-Type: Text/X.tlog.size; charset=us-ascii\r\nContent-Length: 2\r\n\r\n7\n"
    with answering(_sending(sent)) as url:
        assert Answer(409, "text/x.tlog.size", b"7\n") == submit(url, b"old 0\n\n", 2)


@pytest.mark.parametrize(
    "does",
    [
        pytest.param(_sending(b"220 mail.example ESMTP\r\n"), id="another protocol"),
        pytest.param(_sending(b""), id="nothing"),
        pytest.param(_sending(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"), id="less than it says"),
        pytest.param(_sending(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(70_000)), id="too much"),
        pytest.param(lambda _: time.sleep(1), id="silent"),
        pytest.param(_trickling, id="byte by byte"),
    ],
)
def test_a_witness_that_does_not_answer_is_away(does: Callable[[socket.socket], None]) -> None:
    """And no more time is spent on it than was said."""
    with answering(does) as url:
        began = time.monotonic()
        with pytest.raises(Away):
            submit(url, b"old 0\n\n", 0.5)
        assert 2 > time.monotonic() - began


def test_a_witness_that_is_not_there_is_away() -> None:
    """Its name says which."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Away, match=f"http://127.0.0.1:{port}/add-checkpoint gives no answer"):
        submit(f"http://127.0.0.1:{port}", b"", 0.5)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://w.example", True),
        ("http://[::1]:8800/w1/", True),
        ("w.example", False),
        ("ftp://w.example", False),
        ("https://", False),
        ("https://w.example:x", False),
        ("https://w.example/?a=b", False),
        ("https://me:secret@w.example", False),
    ],
)
def test_addresses_are_of_the_web(url: str, *, expected: bool) -> None:
    """Nothing else is asked for, and no secret is kept in one."""
    assert expected is is_address(url)
