"""The keys that one machine has: which of them sign, and what it says of those that it lacks."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from service.audit.key_changes import RETIRED, SIGNS, in_force, keys_of
from service.audit.keyring import Keyring
from service.audit.keys import CHECKPOINT, ML_DSA_44, PROMISE, SigningKey, name_and_kind, new_key
from service.audit.promising import Promising
from service.domain.errors import Unavailable
from service.evidence.notes import COSIGNATURE_ML_DSA_44

ORIGIN = "log.example/x"
AT = datetime(2026, 11, 23, tzinfo=UTC)


class Change(NamedTuple):
    """A change as the database keeps it."""

    purpose: str
    vkey: str
    change: str
    at: datetime = AT


def signs(key: SigningKey, purpose: str = CHECKPOINT) -> Change:
    """Put a key in force."""
    return Change(purpose, key.key.write(), SIGNS)


def retired(key: SigningKey, purpose: str = CHECKPOINT) -> Change:
    """Retire it."""
    return Change(purpose, key.key.write(), RETIRED)


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    """Return an empty one."""
    return Keyring(tmp_path / "keys", ORIGIN)


def test_a_log_begins_with_one_key_for_each_purpose(ring: Keyring) -> None:
    """While nothing was decided about keys, that one signs."""
    first = ring.first(CHECKPOINT)

    assert ((first,), ()) == ring.signers(CHECKPOINT, ())
    assert [ORIGIN, f"{ORIGIN}/promise"] == [ring.first(purpose).key.name for purpose in (CHECKPOINT, PROMISE)]


def test_keys_in_force_sign_side_by_side_and_retired_ones_no_more(ring: Keyring) -> None:
    """In the order in which they were put in force."""
    old, new = ring.first(CHECKPOINT), ring.create(CHECKPOINT)
    overlap = (signs(old), signs(new))

    assert (old.key, new.key) == in_force(overlap, CHECKPOINT)
    assert [old.key, new.key] == [each.key for each in ring.signers(CHECKPOINT, overlap).keys]
    assert [new.key] == [each.key for each in ring.signers(CHECKPOINT, (*overlap, retired(old))).keys]
    assert [AT, None] == [each.until for each in keys_of((*overlap, retired(old)))]
    assert () == in_force(overlap, PROMISE)


def test_a_key_that_was_made_waits_until_it_is_put_in_force(ring: Keyring) -> None:
    """It signs nothing, and neither does a key of another purpose or name."""
    first, waiting = ring.first(CHECKPOINT), ring.create(CHECKPOINT)
    ring.create(PROMISE)
    second = ring.create(ML_DSA_44)

    assert [waiting.key] == [each.key for each in ring.waiting(CHECKPOINT, {first.key})]
    assert () == ring.waiting(CHECKPOINT, {first.key, waiting.key})
    assert (ORIGIN, COSIGNATURE_ML_DSA_44) == (second.key.name, second.key.kind)
    assert (first,) == ring.signers(CHECKPOINT, ()).keys


def test_a_machine_without_the_new_key_goes_on_by_the_old_one_and_says_which_file_it_wants(
    ring: Keyring, tmp_path: Path
) -> None:
    """Once the file is copied, nothing else is to be done."""
    old = ring.first(CHECKPOINT)
    shutil.copytree(ring.directory, tmp_path / "other")
    new = ring.create(CHECKPOINT)
    other = Keyring(tmp_path / "other", None)

    found = other.signers(CHECKPOINT, (signs(old), signs(new)))

    path, name = other.file_of(CHECKPOINT, new.key), f"{ORIGIN}+{new.key.id.hex()}"
    assert [old.key] == [each.key for each in found.keys]
    assert new.key == found.missing[0].key
    assert f"{path}: the key {name} signs for this log, and its file is not here" in found.missing[0].why
    shutil.copy(ring.file_of(CHECKPOINT, new.key), path)
    assert [old.key, new.key] == [each.key for each in other.signers(CHECKPOINT, (signs(old), signs(new))).keys]


def test_a_machine_without_any_key_in_force_signs_nothing(ring: Keyring) -> None:
    """A key that was retired does not help out, and none is made."""
    old, elsewhere = ring.first(CHECKPOINT), new_key(ORIGIN)
    found = ring.signers(CHECKPOINT, (signs(old), signs(elsewhere), retired(old)))

    with pytest.raises(Unavailable, match=elsewhere.key.id.hex()) as refused:
        found.demanded()
    assert "keys-unusable" == refused.value.code
    assert ["checkpoint.key", "origin"] == sorted(path.name for path in ring.directory.iterdir())


def test_another_key_under_the_name_of_the_file_is_told_and_not_used(ring: Keyring) -> None:
    """Files are mixed up when they are copied."""
    old, new, other = ring.first(CHECKPOINT), ring.create(CHECKPOINT), ring.create(CHECKPOINT)
    ring.file_of(CHECKPOINT, other.key).rename(ring.file_of(CHECKPOINT, new.key))

    found = ring.signers(CHECKPOINT, (signs(old), signs(new)))

    assert [old.key] == [each.key for each in found.keys]
    assert f"found another key under the identifier {new.key.id.hex()}" in found.missing[0].why


def test_a_key_that_others_may_read_is_not_used(ring: Keyring) -> None:
    """As the first one is not."""
    old, new = ring.first(CHECKPOINT), ring.create(CHECKPOINT)
    ring.file_of(CHECKPOINT, new.key).chmod(0o640)

    assert "expected 0600" in ring.signers(CHECKPOINT, (signs(old), signs(new))).missing[0].why


@pytest.mark.parametrize("purpose", [CHECKPOINT, PROMISE, ML_DSA_44])
def test_a_key_is_read_as_it_was_written(ring: Keyring, purpose: str) -> None:
    """Of each kind."""
    made = ring.create(purpose)

    assert made.key == Keyring(ring.directory, None).find(purpose, made.key).key
    assert name_and_kind(purpose, ORIGIN) == (made.key.name, made.key.kind)


def test_promises_are_signed_by_the_newest_key_without_a_restart(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is asked once a second."""
    now, asked = 100.0, 0
    monkeypatch.setattr("service.audit.promising.time.monotonic", lambda: now)
    changes: tuple[Change, ...] = ()

    def read() -> tuple[Change, ...]:
        nonlocal asked
        asked += 1
        return changes

    promising = Promising(ring, 60)
    promising.notice(read)
    old, new = promising.key, ring.create(PROMISE)
    changes = (signs(old, PROMISE), signs(new, PROMISE))
    promising.notice(read)
    assert (old, 1) == (promising.key, asked)
    now += 1
    promising.notice(read)
    promising.notice(read)

    assert (new.key, 2) == (promising.key.key, asked)


def test_a_machine_without_the_new_key_promises_by_the_old_until_that_is_retired(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No write is refused meanwhile; afterwards each is, rather than promised by a key that signs no more."""
    now = 100.0
    monkeypatch.setattr("service.audit.promising.time.monotonic", lambda: now)
    old, elsewhere = ring.first(PROMISE), new_key(f"{ORIGIN}/promise")
    overlap = (signs(old, PROMISE), signs(elsewhere, PROMISE))
    promising = Promising(ring, 60)
    promising.notice(lambda: overlap)
    assert old.key == promising.key.key

    now += 1
    for _ in range(2):
        with pytest.raises(Unavailable, match=elsewhere.key.id.hex()):
            promising.notice(lambda: (*overlap, retired(old, PROMISE)))
