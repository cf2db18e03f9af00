"""The log as files: what the verifier takes as it is, at every moment, and what never takes anything back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import text

from service.audit.sequencing import sequence_pending
from service.cli.log_folder import InUse, LogFolder
from service.domain.errors import NotFound, Unavailable
from service.evidence.checkpoints import Checkpoint
from service.evidence.tiles import tiles_of
from service.law.library import Library
from service.usecases.export_log import AnotherLog, Exported, export_log
from service.usecases.service import Service
from service.verifier.main import main
from tests.integration.store.test_append_only import removals
from tests.integration.store.test_sequencing import tell_all
from tests.integration.usecases.test_witnessing import KEY, NOW, Log
from tests.log_model import Told

PROVEN: Final = 0


class Failed(Exception):
    """What a test makes happen."""


class Recording(LogFolder):
    """A folder that remembers what was written to it."""

    def __init__(self, path: Path) -> None:
        """Remember nothing yet."""
        super().__init__(path)
        self.written: set[str] = set()

    def write(self, path: str, data: bytes) -> None:
        """Write, and remember."""
        self.written.add(path)
        super().write(path, data)


class Failing(LogFolder):
    """A folder whose disk is full after so many files."""

    def __init__(self, path: Path, files: int) -> None:
        """Count down from *files*."""
        super().__init__(path)
        self._files = files

    def write(self, path: str, data: bytes) -> None:
        """Write, if there is room."""
        self._files -= 1
        if self._files < 0:
            raise Failed
        super().write(path, data)


@pytest.fixture
def log(migrated_url: str, tmp_path: Path) -> Iterator[Log]:
    """Begin a log without a leaf."""
    begun = Log(migrated_url, tmp_path / "state")
    yield begun
    begun.database.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a folder that is not there."""
    return tmp_path / "served" / "log"


def grow(log: Log, start: int, end: int) -> None:
    """Append leaves of an operator, and sign."""
    tell_all(log.database, [told(number) for number in range(start, end)])
    while sequence_pending(log.database):
        pass
    log.grow()


def told(number: int) -> Told:
    """Name an event of the operator, with other bytes than any other."""
    return Told(f"evt_{number:026}", "opr_1", b'{"id":"evt_%026d","type":"a.kind"}' % number)


def service_of(log: Log) -> Service:
    """Wire a service that has no witnesses."""
    return Service(log.database, Library(()), lambda: NOW)


def export(log: Log, folder: LogFolder) -> Exported:
    """Export to *folder*, alone."""
    with folder.alone():
        return export_log(service_of(log), folder)


def change(log: Log, statement: str, **values: object) -> None:
    """Change the database by hand, behind its guards."""
    guards = removals(log.database)
    with log.database.engine.begin() as connection:
        for guard in guards:
            connection.exec_driver_sql(guard)
        connection.execute(text(statement), values)


def fsck(folder: Path, tmp_path: Path) -> int:
    """Have the verifier judge the folder, and return what it leaves with."""
    trust = tmp_path / "trust"
    trust.write_text(f"log {KEY.key.write()}\nquorum none\n", encoding="utf-8")
    return main(["fsck", str(folder), "--policy", str(trust)])


def files(folder: Path) -> dict[str, bytes]:
    """Read all files but the lock."""
    found = (each for each in folder.rglob("*") if each.is_file() and each.name != ".lock")
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in found}


def paths_of(size: int) -> set[str]:
    """Return the files of a log of so many leaves, as tlog-tiles names them."""
    tiles = {tile.path for tile in tiles_of(size)}
    return {"checkpoint"} | tiles | {name.replace("tile/0/", "tile/entries/") for name in tiles}


def test_the_folder_is_proven_by_the_verifier_and_has_the_files_of_the_specification(
    log: Log, path: Path, tmp_path: Path
) -> None:
    """Each tile and bundle under the path that tlog-tiles gives it, and nothing besides."""
    grow(log, 0, 300)

    done = export(log, LogFolder(path))

    assert paths_of(300) == set(files(path))
    assert (Exported(300, len(files(path))), PROVEN) == (done, fsck(path, tmp_path))


@pytest.mark.parametrize("sizes", [(1, 2), (255, 256, 257), (100, 300, 700), (512, 512)], ids=str)
def test_run_again_it_writes_what_was_appended_and_is_whole_again(
    log: Log, path: Path, tmp_path: Path, sizes: tuple[int, ...]
) -> None:
    """Full tiles stay untouched; partial ones go when a full one has taken their place."""
    begun = 0
    for size in sizes:
        grow(log, begun, size)
        before, folder = set(files(path)), Recording(path)
        done = export(log, folder)

        wanted = paths_of(size)
        assert (PROVEN, len(folder.written)) == (fsck(path, tmp_path), done.written)
        assert {
            name for name in wanted if name not in before or ".p/" in name or name == "checkpoint"
        } == folder.written
        full = {name for name in wanted if ".p/" not in name}
        assert not [name for name in files(path) if ".p/" in name and name.partition(".p/")[0] in full]
        begun = size


@pytest.mark.parametrize("room", [0, 1, 2, 3, 4, 5, 6])
def test_whatever_stops_it_the_folder_is_the_old_log_or_the_new_one_and_it_goes_on(
    log: Log, path: Path, tmp_path: Path, room: int
) -> None:
    """What is written before the checkpoint is not of the log yet, and need not be written again."""
    grow(log, 0, 200)
    export(log, LogFolder(path))
    grow(log, 200, 600)

    with pytest.raises(Failed):
        export(log, Failing(path, room))
    between = fsck(path, tmp_path)
    export(log, LogFolder(path))

    assert (PROVEN, PROVEN) == (between, fsck(path, tmp_path))
    assert b"\n600\n" in files(path)["checkpoint"]


def test_a_leaf_that_was_changed_is_not_given_away(log: Log, path: Path, tmp_path: Path) -> None:
    """The refusal names the event; what was exported before stays, and stays proven."""
    grow(log, 0, 3)
    export(log, LogFolder(path))
    grow(log, 3, 300)
    change(log, "UPDATE events SET body = :body WHERE id = :id", body=b"{}", id=told(270).id)

    with pytest.raises(Unavailable, match=f"the leaf 270 .{told(270).id}. is not what was hashed") as refused:
        export(log, LogFolder(path))

    assert ("audit-log-damaged", PROVEN) == (refused.value.code, fsck(path, tmp_path))
    assert b"\n3\n" in files(path)["checkpoint"]


@pytest.mark.parametrize("level", [0, 1])
def test_tiles_that_were_changed_are_not_given_away(log: Log, path: Path, level: int) -> None:
    """They do not lead to the root that was signed, and nothing is written at all."""
    grow(log, 0, 300)
    width = {0: 44, 1: 1}[level]
    change(
        log,
        "UPDATE tiles SET data = :data WHERE level = :level AND width = :width",
        data=bytes(32 * width),
        level=level,
        width=width,
    )

    with pytest.raises(Unavailable, match="audit log is not exported"):
        export(log, LogFolder(path))

    assert {} == files(path)


def test_another_log_is_not_written_over_the_one_that_is_there(log: Log, tmp_path: Path) -> None:
    """Neither one of another name, nor another history under the same name, nor one that is behind."""
    grow(log, 0, 5)
    for number, (there, said) in enumerate(
        {
            Checkpoint("other.example/log", 5, bytes(32)): "it keeps the log other.example/log",
            Checkpoint(KEY.key.name, 4, bytes(32)): "4 leaves with a root",
            Checkpoint(KEY.key.name, 6, bytes(32)): "6 leaves with a root",
        }.items()
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "checkpoint").write_bytes(KEY.note(there.text()).write().encode())

        with pytest.raises(AnotherLog, match=said):
            export(log, LogFolder(folder))

        assert ["checkpoint"] == list(files(folder))


def test_what_is_no_checkpoint_is_not_written_over(log: Log, path: Path) -> None:
    """The folder is somebody else's, or a disk has spoiled it: both are for people to look at."""
    grow(log, 0, 5)
    path.mkdir(parents=True)
    (path / "checkpoint").write_text("a site's own file")

    with pytest.raises(AnotherLog, match="none that can be continued"):
        export(log, LogFolder(path))


def test_a_folder_that_is_ahead_stays(log: Log, path: Path) -> None:
    """Where witnesses are asked for, the checkpoint that is shown can be older than the one that was exported."""
    grow(log, 0, 5)
    export(log, LogFolder(path))
    before = files(path)
    grow(log, 5, 9)
    export(log, LogFolder(path))
    now = files(path)
    change(log, "DELETE FROM checkpoints WHERE size = 9")

    assert Exported(5, 0) == export(log, LogFolder(path))

    assert before != now == files(path)


def test_nothing_is_exported_before_something_is_signed(log: Log, path: Path) -> None:
    """An empty folder proves nothing."""
    with pytest.raises(NotFound):
        export(log, LogFolder(path))


def test_two_do_not_write_into_one_folder(log: Log, path: Path) -> None:
    """The second is told, and need not wait: whoever runs it daily runs it again."""
    grow(log, 0, 1)
    folder = LogFolder(path)

    with folder.alone(), pytest.raises(InUse, match="another process"):
        export(log, LogFolder(path))

    assert Exported(1, 3) == export(log, LogFolder(path))
