"""The one door builds what a command needs, from what the machine has, and only when it must."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests import door

_LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture
def run(tmp_path: Path) -> ModuleType:
    """Give the script in a checkout of its own, with two locks and no environment."""
    shutil.copy(door.DOOR, tmp_path)
    for name in _LOCKS:
        (tmp_path / name).write_text(f"the content of {name}\n")
    return door.load(tmp_path / "run")


@pytest.fixture
def build(run: ModuleType) -> Callable[[Path], None]:
    """Make an environment that says it was built from a lock."""

    def build(lock: Path) -> None:
        run.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        run.PYTHON.touch()
        shutil.copyfile(lock, run.STAMP)

    return build


def test_the_development_lock_satisfies_every_command(run: ModuleType, build: Callable[[Path], None]) -> None:
    """One environment serves and tests, because the development lock holds the other one whole."""
    build(run.DEVELOPMENT)

    assert [True] * 7 == [run.satisfied(lock) for lock, _ in run.COMMANDS.values()]


def test_the_runtime_lock_satisfies_what_runs_the_service_alone(run: ModuleType, build: Callable[[Path], None]) -> None:
    """Whoever only serves installs no test tools, and whoever then tests gets them."""
    build(run.RUNTIME)
    satisfied = {name for name, (lock, _) in run.COMMANDS.items() if run.satisfied(lock)}

    assert {"serve", "hashlevy", "verifier"} == satisfied


def test_a_changed_lock_is_not_satisfied_by_an_old_environment(run: ModuleType, build: Callable[[Path], None]) -> None:
    """A pull that brings another lock brings another environment with the next command."""
    build(run.RUNTIME)
    run.RUNTIME.write_text("a newer version\n")

    assert not run.satisfied(run.RUNTIME)


def test_an_environment_without_its_interpreter_is_built_again(run: ModuleType, build: Callable[[Path], None]) -> None:
    """An environment whose Python was removed from the machine is none."""
    build(run.RUNTIME)
    run.PYTHON.unlink()

    assert not run.satisfied(run.RUNTIME)


def test_uv_is_preferred_where_it_is_on_the_path(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """With uv there is no pip, and the hashes are demanded all the same."""
    monkeypatch.setattr(shutil, "which", {"uv": "/usr/bin/uv"}.get)
    venv, install = run.building(run.RUNTIME)

    assert ["/usr/bin/uv", "venv"] == venv[:2]
    assert ["/usr/bin/uv", "pip", "sync"] == install[:3]
    assert "--require-hashes" in install


def test_without_uv_the_interpreter_s_own_venv_and_pip_do_it(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python alone is enough, and its pip demands the hashes."""
    monkeypatch.setattr(shutil, "which", dict[str, str]().get)
    venv, install = run.building(run.RUNTIME)

    assert [sys.executable, "-m", "venv", "--clear", str(run.VENV)] == venv
    assert [str(run.PYTHON), "-m", "pip", "install"] == install[:4]
    assert "--require-hashes" in install


def test_a_pip_outside_installs_where_ensurepip_was_split_off(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian's Python has no ensurepip, but its pip can fill an environment that has none."""
    _let_have(monkeypatch, "pip")
    venv, install = run.building(run.RUNTIME)

    assert "--without-pip" in venv
    assert [sys.executable, "-m", "pip", "--python", str(run.PYTHON)] == install[:5]
    assert "--require-hashes" in install


def test_a_python_with_neither_is_told_what_to_install(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the very package for this version of Python."""
    _let_have(monkeypatch)
    with pytest.raises(SystemExit) as refused:
        run.building(run.RUNTIME)

    assert f"sudo apt install python3.{sys.version_info.minor}-venv" in str(refused.value)


def test_an_unknown_command_is_told_the_known_ones(run: ModuleType) -> None:
    """Nothing is built for a word that leads nowhere."""
    with pytest.raises(SystemExit) as refused:
        run.main("deploy")

    assert "{serve,hashlevy,verifier,test,check,bench,faults}" in str(refused.value)
    assert not run.VENV.exists()


def test_a_failed_installation_leaves_no_stamp(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed half-way is tried again by the next command."""
    monkeypatch.setattr(run, "building", lambda _: [[sys.executable, "-c", "raise SystemExit(3)"]])
    with pytest.raises(SystemExit):
        run.prepare(run.RUNTIME)

    assert not run.satisfied(run.RUNTIME)


def test_installing_says_nothing_on_standard_output(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """An answer in JSON stays one, even where the environment is built on the way to it."""
    run.VENV.mkdir()
    monkeypatch.setattr(run, "building", lambda _: [[sys.executable, "-c", "print('Collecting flask')"]])
    run.prepare(run.RUNTIME)

    assert "" == capfd.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no exec; there, the exit code is handed on instead.")
def test_the_script_becomes_the_command(run: ModuleType, build: Callable[[Path], None]) -> None:
    """The command runs with this checkout on its path, and under the process that was started, so signals reach it."""
    build(run.DEVELOPMENT)
    run.PYTHON.write_text('#!/bin/sh\necho "$$ $PYTHONPATH $*"\n')
    run.PYTHON.chmod(0o755)
    with subprocess.Popen(
        [sys.executable, run.ROOT / "run", "hashlevy", "farms", "list"], stdout=subprocess.PIPE, text=True
    ) as process:
        said, _ = process.communicate(timeout=60)

    assert f"{process.pid} {run.ROOT} -P -m service farms list\n" == said


def _let_have(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    """Make this a machine without uv, whose Python has *modules* and no other of those that are asked for."""
    monkeypatch.setattr(shutil, "which", dict[str, str]().get)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object() if name in modules else None)
