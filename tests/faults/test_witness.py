"""A witness is never led back: not by two at once, not by two processes, and not by kill -9 at the worst moment."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from hashlib import sha256
from pathlib import Path

import pytest

from service.evidence.checkpoints import Checkpoint, cosignatures, read_checkpoint
from service.evidence.notes import read_key, read_note
from service.witness.state import Seen, State
from service.witness.witness import NotCosigned
from tests.faults.witnessing import Witnessing
from tests.processes import in_processes
from tests.watched import LEAVES, ORIGIN, begun, note, submission

pytestmark = pytest.mark.thorough

Move = Callable[[State, Seen, Checkpoint, str], bool]


def test_of_many_that_go_on_from_one_checkpoint_one_is_cosigned(tmp_path: Path) -> None:
    """All are consistent with it, and not one of the others is told anything but the size that won."""
    sizes = range(21, 37)
    with Witnessing(tmp_path) as witness, ThreadPoolExecutor(len(sizes)) as threads:
        assert 200 == witness.add(submission(0, 20))[0]
        answers = list(threads.map(lambda size: witness.add(submission(20, size)), sizes))
        latest = witness.ask("GET", f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint")[1]

    (won,) = [size for size, (status, _) in zip(sizes, answers, strict=True) if status == 200]
    assert won == read_checkpoint(read_note(latest.encode()).text).size
    assert {(409, f"{won}\n")} == {answer for answer in answers if answer[0] != 200}


def test_two_processes_on_one_state_are_one_witness(tmp_path: Path) -> None:
    """Started twice by mistake, or one that was thought to be gone."""
    with Witnessing(tmp_path) as one, Witnessing(tmp_path) as other, ThreadPoolExecutor(8) as threads:
        for old, new in ((0, 10), (10, 30), (30, 60)):
            body = submission(old, new)
            answers = list(threads.map(lambda each, sent: each.add(sent), [one, other] * 4, [body] * 8))

            assert 200 in {status for status, _ in answers}
            assert {(409, f"{new}\n")} >= {answer for answer in answers if answer[0] != 200}


def test_what_was_cosigned_outlives_a_kill(tmp_path: Path) -> None:
    """The next start has the same key, and goes on from the same size."""
    with Witnessing(tmp_path) as witness:
        status, line = witness.add(submission(0, 20))
        witness.kill()
    (key,) = re.findall(r"witness w1 (\S+)", witness.told)
    with Witnessing(tmp_path) as again:
        stale = again.add(submission(0, 30))
        grown = again.add(submission(20, 30))

    assert (200, (409, "20\n"), 200) == (status, stale, grown[0])
    assert [key] == re.findall(r"witness w1 (\S+)", again.told)
    for size, lines in ((20, line), (30, grown[1])):
        (found,) = cosignatures(read_note((note(size).write() + lines).encode()), [read_key(key)])
        assert read_key(key) == found.key


def test_it_ends_when_asked_and_leaves_nothing_running(tmp_path: Path) -> None:
    """With the exit code of success; the log is lines of JSON."""
    with Witnessing(tmp_path) as witness:
        assert 200 == witness.add(submission(0, 20))[0]
        witness.process.terminate()
        assert 0 == witness.process.wait(30)
        with pytest.raises(ProcessLookupError):
            os.killpg(witness.process.pid, 0)

    assert f"cosigned {ORIGIN}: 20 leaves after 0" in witness.log
    assert {"{"} == {line[0] for line in witness.log.splitlines()}


def test_what_cannot_begin_says_why(tmp_path: Path) -> None:
    """In a line, with exit code 1."""
    (tmp_path / "witness.key").write_text("secret")
    with Witnessing(tmp_path) as witness:
        assert 1 == witness.process.wait(30)

    assert witness.log.startswith("Error: ")
    assert "is missing" in witness.log


@pytest.mark.parametrize("when", ["before it is kept", "after it is kept"])
def test_a_kill_around_the_keeping_leaves_a_state_that_can_be_gone_on_from(tmp_path: Path, when: str) -> None:
    """Killed before, nothing was cosigned; killed after, something was, unseen, and the log is told its size."""
    begun(tmp_path).witness.add(submission(0, 20))

    with pytest.raises(BrokenProcessPool):
        in_processes(_killed, [(tmp_path, when)])

    witness = begun(tmp_path).witness
    if when == "before it is kept":
        assert witness.add(submission(20, 25))
    else:
        with pytest.raises(NotCosigned) as refusal:
            witness.add(submission(20, 25))
        assert 30 == refusal.value.size
        assert witness.add(submission(30, 30))


def test_a_witness_that_answers_before_it_keeps_is_led_back_by_a_kill(tmp_path: Path) -> None:
    """The negative control: with the two steps changed about, the same kill leaves two histories cosigned."""
    begun(tmp_path).witness.add(submission(0, 20))
    with pytest.raises(BrokenProcessPool):
        in_processes(_answered_then_killed, [tmp_path])
    answered = (tmp_path / "answered").read_text()
    another = [*LEAVES[:22], bytes(32), *LEAVES[23:]]

    assert answered.startswith("\u2014 witness.example/w1 ")
    assert begun(tmp_path).witness.add(submission(20, 30, another))


def _killed(given: tuple[Path, str]) -> None:
    folder, when = given
    keep: Move = State.move

    def keep_and_die(self: State, before: Seen, checkpoint: Checkpoint, note: str) -> bool:
        if when == "after it is kept":
            keep(self, before, checkpoint, note)
        os.kill(os.getpid(), signal.SIGKILL)
        return True

    State.move = keep_and_die  # type: ignore[method-assign] # in this process, which ends here
    begun(folder).witness.add(submission(20, 30))


def _answered_then_killed(folder: Path) -> None:
    State.move = lambda *_: True  # type: ignore[method-assign] # it will be kept later, and then there is no later
    (folder / "answered").write_text(begun(folder).witness.add(submission(20, 30)))
    os.kill(os.getpid(), signal.SIGKILL)
