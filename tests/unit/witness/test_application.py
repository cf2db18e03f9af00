"""The addresses of a witness, asked as a WSGI server asks them."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from service.evidence.submissions import BODY_BYTES_MAX
from service.witness.application import Application
from tests.watched import ORIGIN, OTHER_LEAVES, begun, note, submission

LATEST = f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"


class _Asked:
    """An application, and what it answers to a request: status, headers, body."""

    def __init__(self, application: Application) -> None:
        self._application = validator(application)

    def __call__(self, method: str, path: str, body: bytes = b"") -> tuple[str, dict[str, str], str]:
        environment: dict[str, object] = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO(body)}
        environment["CONTENT_LENGTH"] = str(len(body))
        environment |= {"QUERY_STRING": "", "SCRIPT_NAME": ""}
        setup_testing_defaults(environment)
        told: list[tuple[str, dict[str, str]]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> object:
            told.append((status, dict(headers)))
            return lambda _: None

        answer = self._application(environment, start)  # type: ignore[arg-type] # what a server would call it with
        try:
            content = b"".join(answer)
        finally:
            answer.close()  # type: ignore[attr-defined] # the validator's has it
        assert method == "HEAD" or str(len(content)) == told[0][1]["Content-Length"]
        return *told[0], content.decode()


@pytest.fixture
def ask(tmp_path: Path) -> _Asked:
    """Give the application of a witness that has seen nothing yet."""
    return _Asked(Application(begun(tmp_path).witness))


def test_a_cosignature_is_the_body_of_a_success(ask: _Asked) -> None:
    """Lines to put under the checkpoint; monitors see it so."""
    status, _, lines = ask("POST", "/add-checkpoint", submission(0, 5))
    shown = ask("GET", LATEST)

    assert "200 OK" == status
    assert lines.startswith("\u2014 witness.example/w1 ")
    assert ("200 OK", note(5).write() + lines) == (shown[0], shown[2])
    assert ("200 OK", shown[1], "") == ask("HEAD", LATEST)


def test_a_conflict_tells_the_size_and_nothing_else(ask: _Asked) -> None:
    """In a type of its own."""
    ask("POST", "/add-checkpoint", submission(0, 5))
    status, headers, body = ask("POST", "/add-checkpoint", submission(0, 9))

    assert ("409 Conflict", "text/x.tlog.size", "5\n") == (status, headers["Content-Type"], body)


def test_other_refusals_say_why_in_a_line(ask: _Asked) -> None:
    """For whoever reads logs."""
    ask("POST", "/add-checkpoint", submission(0, 5))
    unknown = submission(0, 5).replace(b"log.example", b"logs.example")
    forged = submission(5, 5).replace(b"\n5\n", b"\n6\n")

    statuses = []
    for body in (b"garbage", unknown, forged, submission(5, 5, OTHER_LEAVES)):
        status, headers, why = ask("POST", "/add-checkpoint", body)
        statuses.append(int(status[:3]))
        assert "text/plain; charset=utf-8" == headers["Content-Type"]
        assert why.endswith("\n")
        assert 1 == why.count("\n")
    assert [400, 404, 403, 422] == statuses


def test_a_body_has_a_limit(ask: _Asked) -> None:
    """Far above what a log has to say."""
    assert "413 Request Entity Too Large" == ask("POST", "/add-checkpoint", b"a" * (BODY_BYTES_MAX + 1))[0]
    assert "400 Bad Request" == ask("POST", "/add-checkpoint", b"a" * BODY_BYTES_MAX)[0]


def test_other_methods_and_places_are_refused(ask: _Asked) -> None:
    """With the methods that there are."""
    assert [("405 Method Not Allowed", "POST"), ("405 Method Not Allowed", "GET, HEAD")] == [
        (status, headers["Allow"])
        for status, headers, _ in (ask("GET", "/add-checkpoint"), ask("POST", LATEST, submission(0, 5)))
    ]
    assert ["404 Not Found"] * 4 == [
        ask("GET", path)[0] for path in ("/", LATEST, LATEST.upper(), LATEST.replace("/checkpoint", "/tile"))
    ]


def test_a_witness_that_has_lost_its_state_is_not_available(ask: _Asked, tmp_path: Path) -> None:
    """It cosigns nothing; the log comes again later."""
    (tmp_path / "witness.db").unlink()

    assert "503 Service Unavailable" == ask("POST", "/add-checkpoint", submission(0, 5))[0]
