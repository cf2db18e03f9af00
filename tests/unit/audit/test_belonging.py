"""Two databases with one directory of keys: the second is told what is wrong with it, and not to restore anything."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from service.audit.belonging import refuse_anothers
from service.audit.keys import SigningKey
from service.audit.outside import Outside
from service.audit.sequencing import sequence_pending
from service.audit.signing import Signing, demand_reached
from service.domain.errors import Unavailable
from tests.memory_log import Entry, MemoryLog, Waiting
from tests.unit.audit.test_signing import KEY, NOW


@pytest.fixture
def signing(tmp_path: Path) -> Signing:
    """Sign with a file that is not there as yet."""
    return Signing(KEY.key.name, (KEY,), Outside(tmp_path / "last-checkpoint"))


class Log(MemoryLog):
    """A log whose events say what they are called."""

    def waiting_events(self, limit: int) -> tuple[Waiting, ...]:
        """Give what waits."""
        return tuple(each._replace(body=each.event.encode()) for each in super().waiting_events(limit))

    def read_back(self, start: int, end: int) -> list[Entry]:
        """Give what leaves are made of."""
        entries = zip(self.placed[start:end], super().read_back(start, end), strict=True)
        bodies = ((event.encode(), entry) for event, entry in entries)
        return [entry._replace(body=body, sha256=sha256(body).hexdigest()) for body, entry in bodies]


def log_of(*events: str, placed: int | None = None) -> Log:
    """Return a log of which so many events have their leaves, all where nothing is said."""
    log = Log(*events)
    sequence_pending(log, limit=len(events) if placed is None else placed)
    return log


def refused(signing: Signing, log: MemoryLog) -> str:
    """Return why *log* is not signed, and demand that a look at it says the same."""
    with pytest.raises(Unavailable) as told:
        signing.sign(log, NOW, log.keep)
    with pytest.raises(Unavailable) as looked:
        demand_reached(log, signing.outside)
    assert ("audit-log-frozen", told.value.detail) == (looked.value.code, looked.value.detail)
    return told.value.detail


@pytest.mark.parametrize("events", [["b"], ["b", "c", "d", "e"]], ids=["shorter", "longer"])
def test_the_file_of_another_log_is_told_as_such(signing: Signing, events: list[str]) -> None:
    """By the first leaf; the remedy is a directory of its own, and no restoring."""
    one, other = log_of("a", "x", "y"), log_of(*events)
    signing.sign(one, NOW, one.keep)

    detail = refused(signing, other)

    assert f"{signing.outside.path} is of another log" in detail
    assert "HASHLEVY_KEYS_DIRECTORY" in detail
    assert "unfreeze" not in detail


@pytest.mark.parametrize("events", [[], ["a"], ["a", "z", "y"]], ids=["empty", "shorter", "changed-later"])
def test_an_older_copy_or_a_changed_one_is_no_other_log(signing: Signing, events: list[str]) -> None:
    """It begins with the same leaf, or with none as yet."""
    one, other = log_of("a", "x", "y"), log_of(*events)
    signing.sign(one, NOW, one.keep)

    with pytest.raises(Unavailable, match="Restore the database"):
        demand_reached(other, signing.outside)


def test_where_no_beginning_was_kept_it_is_kept_from_the_next_signature_on(signing: Signing) -> None:
    """A file of before this was looked at is that of the log that continues it."""
    one = log_of("a", "x", placed=1)
    signing.sign(one, NOW, one.keep)
    began = signing.outside.path.with_name("last-checkpoint.begins")
    began.unlink()
    assert "another log" not in refused(signing, log_of("b"))
    sequence_pending(one)
    signing.sign(one, NOW, one.keep)

    assert one.kept.leaves[0].hash.hex() == began.read_text("ascii").strip()
    assert "another log" in refused(signing, log_of("b"))


def test_what_was_given_up_takes_its_beginning_along(signing: Signing) -> None:
    """The log that goes on instead has its own."""
    one, other = log_of("a"), log_of("b")
    signing.sign(one, NOW, one.keep)
    signing.outside.put_aside("aside")
    signing.sign(other, NOW, other.keep)

    assert other.kept.leaves[0].hash == signing.outside.beginning()
    assert one.kept.leaves[0].hash == Outside(signing.outside.path.with_name("aside")).beginning()


def test_an_empty_log_does_not_begin_under_the_name_of_another(signing: Signing) -> None:
    """One that has begun goes on, and so does an empty one where nothing was signed."""
    one, empty = log_of("a"), log_of()
    refuse_anothers(signing.outside, empty.reading)
    signing.sign(one, NOW, one.keep)
    refuse_anothers(signing.outside, one.reading)

    with pytest.raises(Unavailable, match="another database uses") as told:
        refuse_anothers(signing.outside, empty.reading)
    assert "keys-of-another-log" == told.value.code


def test_a_signature_by_no_key_is_not_shown(tmp_path: Path) -> None:
    """Each is looked at before anybody else does, of whatever kind."""
    log = log_of("a")

    class Mistaken(SigningKey):
        def sign(self, text: str) -> object:  # type: ignore[override] # a key that makes a mistake
            return super().sign(text)._replace(value=bytes(64))

    mistaken = Mistaken(KEY.key.name, bytes(32))
    for keys in ((mistaken,), (KEY, mistaken), ()):
        with pytest.raises(Unavailable, match="a signature that was just made is not good"):
            Signing(KEY.key.name, keys, Outside(tmp_path / "last")).sign(log, NOW, log.keep)
    assert [] == log.kept.checkpoints
