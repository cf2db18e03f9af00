"""How a witness begins: its files are made once, and none is made again when it should be there."""

from __future__ import annotations

import sqlite3
import stat
from functools import partial
from pathlib import Path

import pytest

from service.evidence.notes import COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44, Key
from service.witness import keys
from service.witness.beginning import CannotWitness, Files, begin, read_logs
from service.witness.state import Seen, State, StateUnusable
from tests.unit.evidence.test_notes import new_key
from tests.watched import LOG, Ticking, begun, checkpoint, submission

POLICY = f"log {LOG[0].write()}\nlog {new_key('b.example')[0].write()}\nquorum none\n"


def test_a_key_is_made_at_the_first_start_for_its_owner_alone(tmp_path: Path) -> None:
    """And is the same at the next one."""
    first = begun(tmp_path, ml_dsa=True)

    assert [COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44] == [key.kind for key in first.keys]
    assert {"witness.example/w1"} == {key.name for key in first.keys}
    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert {"witness.db", "witness.key", "ml-dsa.key"} == {path.name for path in tmp_path.iterdir()}
    assert first.keys == begun(tmp_path, ml_dsa=True).keys


def test_a_second_key_has_the_name_of_the_first(tmp_path: Path) -> None:
    """Also where it is added later, and no name is given any more."""
    first = begun(tmp_path)
    files = Files(tmp_path / "witness.db", tmp_path / "witness.key", tmp_path / "ml-dsa.key")

    assert {first.keys[0].name} == {key.name for key in begin(files, None, [], Ticking()).keys}


def test_who_has_no_name_gets_one_of_its_own(tmp_path: Path) -> None:
    """Two witnesses of the same name would be taken for one another."""
    names = set()
    for each in ("a", "b"):
        (tmp_path / each).mkdir()
        files = Files(tmp_path / each / "state", tmp_path / each / "key")
        names |= {key.name for key in begin(files, None, [], Ticking()).keys}

    assert 2 == len(names)


def test_what_was_cosigned_is_remembered_at_the_next_start(tmp_path: Path) -> None:
    """A restart is no way to lead a witness back."""
    begun(tmp_path).witness.add(submission(0, 9))

    assert begun(tmp_path).witness.add(submission(9, 12))


def test_a_key_whose_state_is_gone_signs_nothing_more(tmp_path: Path) -> None:
    """It could be shown another history, and would not know."""
    begun(tmp_path)
    (tmp_path / "witness.db").unlink()

    with pytest.raises(CannotWitness, match="forgot"):
        begun(tmp_path)


def test_a_state_that_vanishes_is_not_made_again_in_passing(tmp_path: Path) -> None:
    """While it runs no less than when it starts."""
    witness = begun(tmp_path).witness
    (tmp_path / "witness.db").unlink()

    with pytest.raises(StateUnusable):
        witness.add(submission(0, 9))
    assert not (tmp_path / "witness.db").exists()


def test_another_file_is_no_state(tmp_path: Path) -> None:
    """One that is damaged, an empty one, and another program's database."""
    state = tmp_path / "witness.db"
    for content in (b"garbage" * 1000, b""):
        state.write_bytes(content)
        with pytest.raises(CannotWitness, match="state of"):
            begun(tmp_path)
    state.unlink()
    with sqlite3.connect(state) as connection:
        connection.execute("CREATE TABLE witnessed (size)")
    connection.close()
    with pytest.raises(CannotWitness, match="state of"):
        begun(tmp_path)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """With the command that mends it."""
    begun(tmp_path)
    (tmp_path / "witness.key").chmod(0o640)

    with pytest.raises(CannotWitness, match="chmod 600"):
        begun(tmp_path)


def test_a_key_is_not_written_over(tmp_path: Path) -> None:
    """Whatever stands there."""
    path = tmp_path / "key"
    path.write_text("precious")

    with pytest.raises(FileExistsError):
        keys.keep(path, keys.new_seed("witness.example", COSIGNATURE_ED25519))
    assert ["key"] == [each.name for each in tmp_path.iterdir()]
    assert "precious" == path.read_text()


@pytest.mark.parametrize(
    ("changed", "to"),
    [("PRIVATE", "PUBLIC"), ("witness.example", "another.example"), ("+B", "+A"), ("\n", "\n\n"), ("+B", "+BA")],
)
def test_a_key_that_was_mistyped_is_refused(tmp_path: Path, changed: str, to: str) -> None:
    """Nothing is signed under a name or kind that its identifier does not go with."""
    begun(tmp_path)
    path = tmp_path / "witness.key"
    assert changed in path.read_text()
    path.write_text(path.read_text().replace(changed, to, 1))

    with pytest.raises(CannotWitness, match=r"witness\.key"):
        begun(tmp_path)


def test_files_in_the_wrong_place_are_named(tmp_path: Path) -> None:
    """The keys changed about, another name, a folder that is not there."""
    begun(tmp_path, ml_dsa=True)
    state, key, ml_dsa = (tmp_path / name for name in ("witness.db", "witness.key", "ml-dsa.key"))

    for files, name in [
        (Files(state, ml_dsa), None),
        (Files(state, key, key), None),
        (Files(state, key), "another.example"),
        (Files(tmp_path / "nowhere" / "state", tmp_path / "nowhere" / "key"), None),
        (Files(state, tmp_path / "new"), "two words"),
        (Files(state, tmp_path / "new"), "n" * 256),
    ]:
        with pytest.raises(CannotWitness):
            begin(files, name, [], Ticking())


def test_logs_are_known_by_a_key_or_by_a_trust_file(tmp_path: Path) -> None:
    """The file that verifiers are given does for witnesses too."""
    file = tmp_path / "trust.txt"
    file.write_text(POLICY)

    assert (LOG[0],) == read_logs(LOG[0].write())
    assert (LOG[0], new_key("b.example")[0]) == read_logs(str(file))


def test_trust_in_nobody_is_refused(tmp_path: Path) -> None:
    """A file without logs, a line that means nothing, the key of a witness, and a file that is not there."""
    for number, content in enumerate(["quorum none\n", "nonsense\n"]):
        (tmp_path / f"{number}").write_text(content)
    witness = Key("w.example", COSIGNATURE_ED25519, LOG[0].public).write()

    for text in (str(tmp_path / "0"), str(tmp_path / "1"), witness, "missing.txt"):
        with pytest.raises(CannotWitness):
            read_logs(text)


def test_the_state_moves_only_from_what_was_read(tmp_path: Path) -> None:
    """Of two who read the same, one moves it; and never back, whoever asks."""
    state = State.create(tmp_path / "state")
    nothing = state.seen("log.example/levy")

    assert state.move(nothing, checkpoint(5), "five")
    assert not state.move(nothing, checkpoint(9), "nine")
    five = state.seen("log.example/levy")
    assert Seen(5, checkpoint(5).root, "five") == five
    with pytest.raises(StateUnusable, match="goes back"):
        state.move(five, checkpoint(4), "four")
    assert not state.move(Seen(5, bytes(32), "another root"), checkpoint(9), "nine")
    assert five == state.seen("log.example/levy")


def test_whatever_is_kept_outlives_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rollback journal, synced, and its folder too when it is removed: `PRAGMA synchronous = EXTRA`."""
    settings = set()

    class Told(sqlite3.Connection):
        def close(self) -> None:
            settings.add(
                tuple(self.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous"))
            )
            super().close()

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Told))
    begun(tmp_path).witness.add(submission(0, 9))

    assert {("delete", 3)} == settings
