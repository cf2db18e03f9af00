"""A test that hangs fails, with the stacks of all threads, and those after it run all the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.thorough

_ROOT: Final = Path(__file__).parents[2]
_PATIENCE_SECONDS: Final = 120
_CONFTEST: Final = """
from tests.time_limit import TimeLimit

def pytest_configure(config):
    config.pluginmanager.register(TimeLimit(seconds=2))
"""
_TESTS: Final = """
import os
import threading
import time

import pytest

def test_hangs():
    threading.Event().wait()

@pytest.fixture
def endless():
    yield
    time.sleep(600)

def test_fails_and_hangs_when_it_is_torn_down(endless):
    assert False

@pytest.mark.slow
def test_is_slow():
    time.sleep(3)

@pytest.mark.parametrize("number", range(20))
def test_is_quick(number):
    pass
"""


def outcome_of(folder: Path, *options: str) -> tuple[int, str, str]:
    """Run such tests under a limit of two seconds; return the exit code, what was told, and its last line."""
    (folder / "conftest.py").write_text(_CONFTEST)
    (folder / "test_some.py").write_text(_TESTS)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"PYTHONPATH": str(_ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "pytest", "-p", "xdist", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=_PATIENCE_SECONDS,
    )
    return ended.returncode, ended.stdout, ended.stdout.splitlines()[-1]


def test_with_several_workers_what_hangs_is_a_failure_and_the_rest_is_run(tmp_path: Path) -> None:
    """The failures carry the names of the tests, the stacks their lines; a slow test has more time."""
    code, told, summary = outcome_of(tmp_path, "-n", "2")

    failed = re.findall(r"^FAILED test_some\.py::(test_\w+)", told, flags=re.MULTILINE)
    assert (1, {"test_hangs", "test_fails_and_hangs_when_it_is_torn_down"}) == (code, set(failed)), told
    assert "21 passed" in summary
    assert re.search(r"test_some\.py\W+line \d+ in test_hangs", told)
    assert re.search(r"test_some\.py\W+line \d+ in endless", told)


def test_without_workers_the_run_ends_with_the_stacks(tmp_path: Path) -> None:
    """Nobody could take over."""
    code, told, _ = outcome_of(tmp_path)

    assert 1 == code
    assert re.search(r"test_some\.py\W+line \d+ in test_hangs", told)


if sys.platform == "win32":
    pytest.skip("there, a worker that is ended is not always noticed", allow_module_level=True)
