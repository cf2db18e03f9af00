"""`hashlevy audit witnesses`: who witnesses the log, and a trust file that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from service.config import Config
from service.domain.errors import Unavailable
from service.evidence.notes import Key
from service.store.database import Database
from service.store.grants import DatabaseRole
from service.store.rows import CheckpointRow, CosignatureRow
from service.wiring import open_policy, system_clock
from tests.integration.terminals import Terminal
from tests.unit.evidence.test_notes import new_key
from tests.watched import begun, checkpoint, note, submission

FIRST: Final = Key("witness.example/w1", 4, new_key("w1")[0].public)


def test_the_terminal_says_how_far_each_witness_is(
    prepared: Terminal, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And whether that makes a quorum, which the last checkpoint has here."""
    witness = begun(tmp_path)
    line, now = witness.witness.add(submission(0, 7)), system_clock()
    other = Key("other.example/w", 4, new_key("other")[0].public)
    trust = tmp_path / "trust.txt"
    trust.write_text(
        f"witness w1 {witness.keys[0].write()} https://w1.example\nwitness w2 {other.write()}\n"
        "group g any w1 w2\nquorum g\n"
    )
    database = Database(database_url, role=DatabaseRole.SEQUENCER)
    with database.unit_of_work() as work:
        work.add(CheckpointRow(7, checkpoint(7).root, note(7).write(), now))
        work.add(CosignatureRow(7, witness.keys[0].name, witness.keys[0].id.hex(), line, now))
        work.commit()
    database.close()

    nobody = prepared("audit", "witnesses")
    monkeypatch.setenv("HASHLEVY_WITNESSES", str(trust))
    told, read = prepared("audit", "witnesses"), json.loads(prepared("audit", "witnesses", "--json").output)

    assert "Nobody witnesses this log" in nobody.output
    assert "Checkpoint of 7 leaves: the quorum is met (g)." in told.output
    assert [("w1", 7), ("w2", None)] == [(each["witness"], each["size"]) for each in read["witnesses"]]
    assert {"size": 7, "witnessed": True} == read["checkpoint"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "No such file", id="missing"),
        pytest.param("witness w1 x\n", "line 1", id="no key"),
        pytest.param(f"witness w1 {FIRST.write()} w.example\nquorum w1\n", "the address 'w.example'", id="no address"),
    ],
)
def test_a_trust_file_that_cannot_be_used_is_refused(content: str | None, said: str, tmp_path: Path) -> None:
    """At the start, with its name: nobody should think that the log is witnessed."""
    path = tmp_path / "trust.txt"
    if content is not None:
        path.write_text(content)

    with pytest.raises(Unavailable, match=r"trust\.txt") as raised:
        open_policy(Config(witnesses_file=str(path)))
    assert "witnesses-unusable" == raised.value.code
    assert said in raised.value.detail
