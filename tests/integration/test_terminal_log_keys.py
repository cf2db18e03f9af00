"""`hashlevy audit keys`: created, put in force, retired and listed, by whoever runs the service."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from service.audit.keys import new_key
from service.evidence.notes import COSIGNATURE_ML_DSA_44, ED25519, read_note, signed_by
from service.evidence.policy import read_policy
from tests.integration.terminals import Terminal

pytestmark = pytest.mark.thorough

_PURPOSES = ("checkpoint", "promise", "checkpoint-ml-dsa-44")


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the terminal a directory of keys of its own."""
    monkeypatch.setenv("HASHLEVY_KEYS_DIRECTORY", str(tmp_path / "keys"))
    return tmp_path / "keys"


def listed(terminal: Terminal) -> list[dict[str, Any]]:
    """Read the list of keys."""
    return [json.loads(line) for line in terminal("audit", "keys", "list", "--json").stdout.splitlines()]


def promised_by(terminal: Terminal, path: Path) -> str:
    """Write something, and return the identifier of the key that signed its promise."""
    terminal("--promise", str(path), "operators", "register", "--kind", "individual", "--name", "Somebody")
    (signature,) = read_note(path.read_bytes()).signatures
    return signature.key_id.hex()


def test_a_key_is_created_put_in_force_and_retired(prepared: Terminal, keys: Path, tmp_path: Path) -> None:
    """It waits, then it signs; the one before it is shown with its days, and a promise of before stays provable."""
    before = promised_by(prepared, tmp_path / "before")
    vkey, *_ = prepared("audit", "keys", "create", "promise").stdout.splitlines()
    assert ["signs", "waits"] == [each["state"] for each in listed(prepared) if each["purpose"] == "promise"]
    assert before == promised_by(prepared, tmp_path / "still")

    told = prepared("audit", "keys", "rotate", "promise").stdout
    after = promised_by(prepared, tmp_path / "after")
    assert (vkey, f"In force until it is retired: {before}") == (told.splitlines()[0], told.splitlines()[-1])
    assert (keys / f"promise-{after}.key").exists()
    assert "signs no more" in prepared("audit", "keys", "retire", "promise").stdout

    shown = prepared("audit", "keys", "show").stdout
    policy = read_policy(shown.encode())
    assert [("retired", before), ("signs", after)] == [
        (each["state"], each["identifier"]) for each in listed(prepared) if each["purpose"] == "promise"
    ]
    assert [None, before, None] == [log.retired and log.key.id.hex() for log in policy.logs]
    for name in ("before", "still", "after"):
        assert signed_by(read_note((tmp_path / name).read_bytes()), [log.key for log in policy.logs])
    assert "PRIVATE" not in shown + told


def test_all_kinds_are_rotated_the_same_way(prepared: Terminal) -> None:
    """A second signature has no key before it."""
    for purpose in _PURPOSES:
        assert 0 == prepared("audit", "keys", "rotate", purpose).exit_code
    policy = read_policy(prepared("audit", "keys", "show").stdout.encode())

    assert [ED25519] * 4 + [COSIGNATURE_ML_DSA_44] == [log.key.kind for log in policy.logs]
    assert {"yes"} == {each["here"] for each in listed(prepared)}


def test_what_cannot_be_done_is_told_and_changes_nothing(prepared: Terminal) -> None:
    """The last key is not retired, and no key is put in force by mistake."""
    alone = prepared("audit", "keys", "retire", "checkpoint")
    unknown = prepared("audit", "keys", "rotate", "checkpoint", "--key", "00000000")

    assert (1, 1) == (alone.exit_code, unknown.exit_code)
    assert "log-key-refused" in alone.stderr
    assert "00000000" in unknown.stderr
    assert ["signs", "signs"] == [each["state"] for each in listed(prepared)]


def test_a_machine_that_lacks_a_file_is_told_which(prepared: Terminal, keys: Path) -> None:
    """In the list, and by whatever is to be signed by it."""
    prepared("audit", "keys", "rotate", "checkpoint")
    (new,) = keys.glob("checkpoint-*.key")
    new.rename(new.with_suffix(".gone"))

    assert ["yes", "missing", "yes"] == [each["here"] for each in listed(prepared)]
    refused = prepared("audit", "keys", "rotate", "checkpoint")
    assert re.search(rf"{re.escape(new.name)}.*copy it, with mode 0600", " ".join(refused.stderr.split()))


def test_keys_of_the_environment_rotate_when_the_new_one_stands_there_as_well(
    prepared: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that `rotate` made in a file would be on this machine alone, so it makes none; no output shows a secret."""
    monkeypatch.setenv("HASHLEVY_LOG_ORIGIN", "log.example/given")
    old, new = (new_key("log.example/given/promise") for _ in range(2))
    monkeypatch.setenv("HASHLEVY_PROMISE_KEY", old.write())
    assert old.key.id.hex() == promised_by(prepared, tmp_path / "before")
    refused = prepared("audit", "keys", "rotate", "promise")
    monkeypatch.setenv("HASHLEVY_PROMISE_KEY", f"{old.write()} {new.write()}")

    told = prepared("audit", "keys", "rotate", "promise")

    assert "HASHLEVY_PROMISE_KEY gives the keys for promise, and none that waits" in refused.stderr
    assert new.key.write() == told.stdout.splitlines()[0]
    assert new.key.id.hex() == promised_by(prepared, tmp_path / "after")
    assert [(old.key.id.hex(), "yes"), (new.key.id.hex(), "yes")] == [
        (each["identifier"], each["here"]) for each in listed(prepared) if each["purpose"] == "promise"
    ]
    assert "PRIVATE" not in refused.stderr + told.stdout + told.stderr
