"""`serve` sets everything up, finishes what it has begun, and leaves nothing running, however it is ended."""

from __future__ import annotations

import http.client
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.faults.serving import Serving
from tests.unit.http.bodies import example

pytestmark = pytest.mark.thorough

PATIENCE_SECONDS: Final = 60


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Serve from an empty folder."""
    with Serving(tmp_path_factory.mktemp("serving"), "--port", "0", "--workers", "2") as serving:
        yield serving


def test_the_three_things_to_try_work_when_pasted(running: Serving) -> None:
    """What a newcomer is told first is true: no key is needed, the key is good, the law is there."""
    lines = [shlex.split(line) for line in running.told.splitlines() if line.strip().startswith("curl")]

    answers = [subprocess.check_output(line, stderr=subprocess.PIPE, timeout=PATIENCE_SECONDS) for line in lines]

    estimate, operator, schedules = map(json.loads, answers)
    assert "285000.00" == estimate["assessments"][0]["total"]["amount"]
    assert "First Farm LLC" == operator["name"]
    assert schedules["items"]


def test_the_worker_gives_events_their_places(running: Serving) -> None:
    """Issuing the first key was the first thing that happened; soon it can be read."""
    bearer = {"Authorization": f"Bearer {running.key}"}
    latest = time.monotonic() + 30
    while not (events := running.ask("GET", "/v1/events?limit=200", **bearer)[1]["items"]):
        assert time.monotonic() < latest
        time.sleep(0.2)

    assert list(range(len(events))) == [event["position"] for event in events]


def test_the_worker_can_run_alone_and_ends_when_asked(running: Serving, tmp_path: Path) -> None:
    """As in a container of its own, beside another: they take turns."""
    log = tmp_path / "log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "service", "worker"]
        alone = subprocess.Popen(command, env=running.environment, stderr=output)
    latest = time.monotonic() + PATIENCE_SECONDS
    while b'"working"' not in log.read_bytes() and time.monotonic() < latest:
        time.sleep(0.05)

    alone.terminate()

    assert 0 == alone.wait(PATIENCE_SECONDS)
    assert ["started", "working", "stopped"] == [json.loads(line)["event"] for line in log.read_text().splitlines()]


def test_each_line_of_the_log_is_json_and_the_key_is_in_none(running: Serving) -> None:
    """Logs are for machines, and for eyes that must not see keys."""
    running.ask("GET", "/v1/schedules")

    events = [json.loads(line) for line in running.log.splitlines()]

    assert "request" in {event["event"] for event in events}
    assert running.key not in running.log


def test_figures_are_added_up_over_the_worker_processes(running: Serving) -> None:
    """Whichever process is asked, it answers for all."""
    for _ in range(20):
        assert 200 == running.ask("POST", "/v1/estimates", example())[0]

    _, figures = running.ask("GET", "/metrics")

    counted = [line for line in figures.splitlines() if 'operation="createEstimate"' in line and "_total" in line]
    assert 20 <= float(counted[0].rpartition(" ")[2])


def test_what_is_no_http_is_answered_with_a_problem_too(running: Serving) -> None:
    """Gunicorn's own page would be the one answer that programs could not read."""
    with socket.create_connection(("127.0.0.1", running.port), timeout=30) as client:
        client.sendall(b"NO HTTP AT ALL\r\n\r\n")
        head, _, body = client.makefile("rb").read().partition(b"\r\n\r\n")

    assert b"HTTP/1.1 400" == head[:12]
    assert b"Content-Type: application/problem+json" in head
    assert "malformed-request" == json.loads(body)["code"]


def test_a_head_that_is_too_large_is_answered_with_a_problem_too(running: Serving) -> None:
    """Header fields are bounded before the application is asked."""
    status, problem = running.ask("GET", "/livez", **{"X-Much": "x" * 10_000})

    assert (431, "malformed-request") == (status, problem["code"])


def test_health_is_good_while_it_serves(running: Serving) -> None:
    """The command that container health checks run says so by its exit code."""
    asked = [sys.executable, "-m", "service", "health", "--port", str(running.port)]

    assert 0 == subprocess.call(asked, env=running.environment, timeout=PATIENCE_SECONDS)


def test_a_taken_port_is_told_plainly(running: Serving, tmp_path: Path) -> None:
    """One line with what to do, and exit code 1; no traceback, and nothing is started."""
    command = [sys.executable, "-m", "service", "serve", "--port", str(running.port)]
    environment = running.environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/other.db"}

    second = subprocess.run(
        command, env=environment, check=False, capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )

    expected = f"Error: Port {running.port} on 127.0.0.1 is taken by another program. Choose another: serve --port "
    assert (1, expected) == (second.returncode, second.stderr[: len(expected)])
    assert "Traceback" not in second.stderr
    assert not (tmp_path / "other.db").exists()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_request_in_flight_is_finished_and_no_process_is_left(tmp_path: Path, ending: signal.Signals) -> None:
    """The answer arrives whole after the signal; then the port is free and nothing runs."""
    body = json.dumps(example()).encode()
    with Serving(tmp_path) as serving:
        connection = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=60)
        connection.putrequest("POST", "/v1/estimates")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body[:100])
        time.sleep(0.5)

        os.killpg(serving.process.pid, ending)  # The whole group, as a terminal does on Ctrl-C.
        time.sleep(1.5)
        connection.send(body[100:])
        answer = connection.getresponse()

        assert "285000.00" == json.loads(answer.read())["assessments"][0]["total"]["amount"]
        assert 200 == answer.status
        connection.close()
        assert 0 == serving.ended()
        assert set() == serving.left()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", serving.port), timeout=5)


def test_asking_twice_to_stop_does_not_wait_for_requests(tmp_path: Path) -> None:
    """Whoever presses Ctrl-C again means it."""
    with Serving(tmp_path) as serving:
        connection = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=60)
        connection.putrequest("POST", "/v1/estimates")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", "1000")
        connection.endheaders(b"{")
        time.sleep(0.5)
        began = time.monotonic()

        os.killpg(serving.process.pid, signal.SIGINT)
        time.sleep(1)
        os.killpg(serving.process.pid, signal.SIGINT)

        assert 0 == serving.ended()
        assert time.monotonic() - began < 20
        assert set() == serving.left_after(5)
        connection.close()


def test_when_one_process_ends_by_itself_all_end_and_the_exit_code_says_so(tmp_path: Path) -> None:
    """Half a service is worse than none: whoever runs it starts it again."""
    with Serving(tmp_path) as serving:
        children = Path(f"/proc/{serving.process.pid}/task/{serving.process.pid}/children").read_text().split()

        os.kill(int(children[1]), signal.SIGKILL)

        assert 1 == serving.ended()
        assert "A process of the service ended" in serving.told
        assert set() == serving.left_after(5)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no system call has children end with their parent")
def test_even_a_killed_serve_leaves_nothing_running(tmp_path: Path) -> None:
    """Nobody can catch SIGKILL; the children notice."""
    with Serving(tmp_path) as serving:
        serving.process.kill()

        assert set() == serving.left_after(20)


def test_a_second_start_keeps_what_is_stored_and_issues_no_other_key(tmp_path: Path) -> None:
    """The first key is issued once, and shown once."""
    with Serving(tmp_path) as first:
        assert "shown this once" in first.told
        first.process.terminate()
        assert 0 == first.ended()

    with Serving(tmp_path) as second:
        assert "Keys were issued before" in second.told
        assert "Bearer $HASHLEVY_KEY" in second.told
        assert 200 == second.ask("GET", "/readyz")[0]


def test_health_is_bad_where_nothing_serves(tmp_path: Path) -> None:
    """Exit code 1, for whoever restarts containers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
    asked = [sys.executable, "-m", "service", "health", "--port", port]
    environment = Serving(tmp_path).environment

    assert 1 == subprocess.call(asked, env=environment, timeout=PATIENCE_SECONDS)
