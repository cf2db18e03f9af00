"""Every case of the conformance set ends as it should: by the module, and by the archive with Python alone."""

from __future__ import annotations

import filecmp
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from checks.archive import NAME, archive
from tests.vectors.generate import FOLDER, generate
from tests.vectors.running import INDEX, command_of, folder_of, run

# All cases by one process: starting Python for each would take longer than all the rest.
_EVERY: Final = """
import contextlib, io, json, os, sys
sys.path.insert(0, sys.argv[1])
from service.verifier.main import main
ended = {}
for case, folder, command in json.load(sys.stdin):
    os.chdir(folder)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        ended[case] = main(command)
strangers = [name for name in ("cryptography", "numpy", "orjson", "yaml") if name in sys.modules]
print(json.dumps({"ended": ended, "strangers": strangers}))
"""


@pytest.fixture(scope="session")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the archive."""
    path = tmp_path_factory.mktemp("archive") / NAME
    path.write_bytes(archive())
    return path


@pytest.mark.parametrize("case", INDEX, ids=lambda case: str(case["case"]))
def test_a_case_ends_as_the_index_says(case: dict[str, Any]) -> None:
    """The exit code, and the finding that makes it."""
    ran = run(command_of(case), folder_of(case))

    assert case["exit"] == ran.exit, ran.findings
    assert case["finding"] in (ran.findings or [""])


def test_the_archive_ends_every_case_alike_with_python_alone(verifier: Path) -> None:
    """No installed package is reachable, and none is missed."""
    jobs = [(case["case"], str(folder_of(case)), command_of(case)) for case in INDEX]
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _EVERY, str(verifier)],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    found = json.loads(ran.stdout)

    assert {case["case"]: case["exit"] for case in INDEX} == found["ended"]
    assert [] == found["strangers"]


@pytest.mark.parametrize("name", ["receipt/good", "fsck/changed-entry", "stream/no-heads", "fsck/absent-trust-file"])
def test_the_archive_is_started_as_a_program(verifier: Path, name: str) -> None:
    """As a court would start it."""
    case = next(each for each in INDEX if each["case"] == name)
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(verifier), *command_of(case)],
        cwd=folder_of(case),
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert case["exit"] == ran.returncode, ran.stderr


def test_the_generator_writes_the_set_again_byte_for_byte(tmp_path: Path) -> None:
    """What stands in the repository is what it writes, and nothing else."""
    generate(tmp_path)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file()}

    assert made == kept - {Path("README.md")}
    assert (sorted(made), [], []) == _compared(tmp_path, sorted(made))


def _compared(folder: Path, names: list[Path]) -> tuple[list[Path], list[Path], list[Path]]:
    same, other, failed = filecmp.cmpfiles(folder, FOLDER, map(str, names), shallow=False)
    return [Path(name) for name in same], [Path(name) for name in other], [Path(name) for name in failed]


def test_every_way_to_end_is_in_the_set() -> None:
    """Each command is shown to prove, to leave open, and to accuse, but for one whose accusations no file can keep."""
    commands = {case["case"].split("/")[0] for case in INDEX}
    ended = {(case["case"].split("/")[0], case["exit"]) for case in INDEX}

    assert {(command, code) for command in commands for code in (0, 1, 2)} - ended == {("recompute", 1)}
