"""Checkpoints are stamped with the time by a real authority, and nothing waits for one that is away or lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.audit.asking import Away
from service.audit.stamping import Authority as Asked
from service.audit.stamping import read_roots
from service.cli.log_folder import LogFolder
from service.law.library import Library
from service.store.rows import StampRow
from service.usecases.export_log import Exported, export_log
from service.usecases.service import Service
from service.usecases.stamping import Stamping
from service.verifier.main import main
from tests import authorities
from tests.integration.usecases.test_witnessing import KEY, Log

HOUR = timedelta(hours=1)


@pytest.fixture
def log(migrated_url: str, tmp_path: Path) -> Iterator[Log]:
    """Begin a log of three leaves."""
    begun = Log(migrated_url, tmp_path / "state")
    assert 3 == begun.grow("evt_1", "evt_2", "evt_3")
    yield begun
    begun.database.close()


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[authorities.Authority]:
    """Serve an authority."""
    with authorities.authority(tmp_path / "tsa") as found:
        yield found


def stamping(log: Log, authority: authorities.Authority) -> Stamping:
    """Ask it for the log, once an hour."""
    asked = Asked(authority.url, read_roots(authority.roots.read_bytes()))
    return Stamping(log.database, lambda: log.now, asked, HOUR)


def last(log: Log) -> StampRow | None:
    """Read the last stamp."""
    with log.database.reading() as reading:
        return reading.last_stamp()


def test_a_stamp_says_when_the_checkpoint_was_there_and_openssl_agrees(
    log: Log, authority: authorities.Authority, tmp_path: Path
) -> None:
    """It is over the note as the log signed it, and over nothing else."""
    began = datetime.now(UTC).replace(microsecond=0)

    assert 3 == stamping(log, authority).ask()

    with log.database.reading() as reading:
        ((stamp, checkpoint),) = reading.stamped_over(2, 10)
        assert () == reading.stamped_over(3, 10)
    note = checkpoint.note.encode()
    assert (3, authority.url, log.now) == (stamp.size, stamp.authority, stamp.made_at)
    assert began <= stamp.stamped_at <= datetime.now(UTC)
    judged = [
        authorities.openssl_verifies(data, stamp.response, authority.roots, tmp_path) for data in (note, note + b"\n")
    ]
    assert [True, False] == judged


def test_it_is_asked_once_in_a_while_by_whichever_worker_and_only_for_what_is_new(
    log: Log, authority: authorities.Authority
) -> None:
    """A worker that starts anew asks no sooner; where nothing was written, there is nothing to stamp."""
    first, second = stamping(log, authority), stamping(log, authority)
    told = [first.ask(), second.ask()]
    log.grow("evt_4")
    log.now += HOUR - timedelta(seconds=1)
    told.append(second.ask())
    log.now += timedelta(seconds=1)
    told += [first.ask(), second.ask()]
    log.now += 2 * HOUR
    told.append(first.ask())

    assert [3, None, None, 4, None, None] == told


def test_a_clock_that_went_back_does_not_end_the_stamping(log: Log, authority: authorities.Authority) -> None:
    """A stamp that seems to come from the future is as good as an old one."""
    asking = stamping(log, authority)
    assert 3 == asking.ask()
    log.now -= timedelta(days=30)

    assert 4 == log.grow("evt_4")
    assert 4 == asking.ask()


def test_what_is_stamped_is_not_asked_for_again(log: Log, tmp_path: Path) -> None:
    """However long ago it was: the authority is not asked for a stamp that nobody would keep."""
    asked: list[bytes] = []

    def counted(answer: bytes) -> bytes:
        asked.append(answer)
        return answer

    with authorities.authority(tmp_path / "tsa", counted) as found:
        asking = stamping(log, found)
        told = asking.ask()
        log.now += 2 * HOUR

        assert (3, None, 1) == (told, asking.ask(), len(asked))


def _cut(answer: bytes) -> bytes:
    return answer[:-1]


def _of_another(answer: bytes) -> bytes:
    """Change one byte of the hash that is stamped: the last of the first 32 that stand after their length."""
    place = answer.index(b"\x04\x20") + 33
    return answer[:place] + bytes([answer[place] ^ 1]) + answer[place + 1 :]


@pytest.mark.parametrize(
    "spoil",
    [_cut, _of_another, lambda _: b"", lambda _: b"\x30\x05\x30\x03\x02\x01\x02"],
    ids=["cut", "of another hash", "nothing", "refused"],
)
def test_what_is_no_good_stamp_is_not_kept(log: Log, tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    """It is asked for again later; the log goes on meanwhile."""
    with authorities.authority(tmp_path / "tsa", spoil) as liar, pytest.raises(Away, match="no good stamp"):
        stamping(log, liar).ask()

    assert (None, 4) == (last(log), log.grow("evt_4"))


def test_an_old_answer_is_no_stamp_of_this_request(tmp_path: Path) -> None:
    """The random number of the request stands in the answer, so that nobody replays an earlier one."""
    answers: list[bytes] = []

    def replayed(answer: bytes) -> bytes:
        answers.append(answer)
        return answers[0]

    with authorities.authority(tmp_path / "tsa", replayed) as found:
        asking = Asked(found.url, read_roots(found.roots.read_bytes()))
        asking.stamp(b"note", 5)
        with pytest.raises(Away, match="Nonce"):
            asking.stamp(b"note", 5)


def test_an_authority_that_nobody_answers_for_is_not_believed(
    log: Log, authority: authorities.Authority, tmp_path: Path
) -> None:
    """Whoever stands in the way of the request can stamp, too, with another certificate."""
    with authorities.authority(tmp_path / "other") as other, pytest.raises(Away, match="no good stamp"):
        stamping(log, authorities.Authority(other.url, authority.roots)).ask()

    assert last(log) is None


def test_an_answer_that_is_no_stamp_at_all_says_what_came(log: Log, tmp_path: Path) -> None:
    """Such as the page of a proxy."""
    with (
        authorities.authority(tmp_path / "tsa", media_type="text/html") as proxy,
        pytest.raises(Away, match="answers 200 text/html"),
    ):
        stamping(log, proxy).ask()


def test_stamps_are_exported_as_openssl_reads_them(log: Log, authority: authorities.Authority, tmp_path: Path) -> None:
    """What is stamped beside the stamp, each under the size; and the folder is a whole log as before."""
    asking, folder = stamping(log, authority), tmp_path / "log"
    service = Service(log.database, Library(()), lambda: log.now)
    asking.ask()
    export_log(service, LogFolder(folder))
    log.grow("evt_4")
    log.now += HOUR
    asking.ask()
    again = export_log(service, LogFolder(folder))

    names = sorted(each.name for each in (folder / "stamps").iterdir())
    assert ["3.checkpoint", "3.tsr", "4.checkpoint", "4.tsr"] == names
    for size in (3, 4):
        data, response = ((folder / "stamps" / f"{size}.{kind}").read_bytes() for kind in ("checkpoint", "tsr"))
        assert authorities.openssl_verifies(data, response, authority.roots, tmp_path)
        assert f"\n{size}\n".encode() in data
    # The tile, its entries, the second stamp with what it is of, and the checkpoint.
    assert Exported(4, 5) == again
    trust = tmp_path / "trust"
    trust.write_text(f"log {KEY.key.write()}\nquorum none\n", encoding="utf-8")
    assert 0 == main(["fsck", str(folder), "--policy", str(trust)])
    stamped = (str(folder / "stamps" / "3.checkpoint"), str(folder / "checkpoint"))
    assert 0 == main(["consistency", *stamped, "--log", str(folder), "--policy", str(trust)])
