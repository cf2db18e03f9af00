"""The one door on a machine like a newcomer's: a clean copy, nothing but Python, a real installation."""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import door

_ROOT = door.DOOR.parent
_COPIED = ("run", "requirements.lock", "requirements-dev.lock", "service", "openapi.yaml")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy what the service is made of into a folder with a space in its name."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in _COPIED:
        source = _ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("with_uv", [False, True], ids=["pip", "uv"])
def test_a_fresh_checkout_installs_itself_and_runs(checkout: Path, tmp_path: Path, *, with_uv: bool) -> None:
    """One command installs the hash-pinned lock and answers; the second time, it installs nothing."""
    path = _path(tmp_path / "bin", with_uv=with_uv)
    first = _run(checkout, path, "hashlevy", "--version")
    second = _run(checkout, path, "hashlevy", "--version")

    assert "building .venv from requirements.lock" in first.stderr
    assert "hashlevy" in first.stdout
    assert (first.stdout, "") == (second.stdout, second.stderr)


@pytest.mark.slow
def test_a_package_that_is_not_the_locked_one_is_refused(checkout: Path, tmp_path: Path) -> None:
    """Where a hash does not fit, nothing is run, and the next command tries again."""
    lock = checkout / "requirements.lock"
    lock.write_text(re.sub(r"sha256:[0-9a-f]{64}", f"sha256:{'0' * 64}", lock.read_text()))
    path = _path(tmp_path / "bin", with_uv=False)
    refused = [_run(checkout, path, "hashlevy", "--version") for _ in range(2)]

    assert [1, 1] == [process.returncode for process in refused]
    assert ["", ""] == [process.stdout for process in refused]
    assert all("could not build .venv" in process.stderr for process in refused)


@pytest.mark.slow
def test_two_first_commands_at_once_build_one_environment(checkout: Path, tmp_path: Path) -> None:
    """The second command waits for the first to install, and then both answer."""
    path = _path(tmp_path / "bin", with_uv=False)
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda _: _run(checkout, path, "hashlevy", "--version"), range(2)))

    assert [0, 0] == [process.returncode for process in both]
    assert 1 == sum("building .venv" in process.stderr for process in both)


def _path(folder: Path, *, with_uv: bool) -> str:
    """Give a PATH of nothing but Python, and uv where asked for."""
    folder.mkdir()
    uv = shutil.which("uv") or Path(sys.executable).with_name("uv")
    programs = {"python3": Path(sys.executable).resolve()} | ({"uv": Path(uv)} if with_uv else {})
    for name, program in programs.items():
        (folder / name).symlink_to(program)
    return str(folder)


def _run(checkout: Path, path: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run(
        [Path(path, "python3"), checkout / "run", *arguments],
        env={**environment, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,  # It installs some fifty packages, from wherever that may be.
    )
