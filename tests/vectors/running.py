"""Runs cases of the conformance set as they stand in its folder."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any, Final, NamedTuple

from service.verifier.main import main
from tests.vectors.generate import FOLDER

INDEX: Final[list[dict[str, Any]]] = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))


class Ran(NamedTuple):
    """The exit code of the verifier, the codes of its findings, and what it complained about."""

    exit: int
    findings: list[str]
    complaint: str


def folder_of(case: dict[str, Any]) -> Path:
    """Return the folder in which the command of *case* is to be run."""
    return FOLDER / "cases" / str(case["case"])


def command_of(case: dict[str, Any]) -> list[str]:
    """Return the command of *case*, with the folder of the trust files filled in."""
    return [word.replace("{trust}", str(FOLDER / "trust")) for word in case["command"]]


def run(command: list[str], folder: Path) -> Ran:
    """Run a command of the verifier in *folder*, within this process."""
    out, complaint = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(complaint):
        code = main([*command, "--json"])
    findings = json.loads(out.getvalue())["findings"] if out.getvalue() else []
    return Ran(code, [finding["code"] for finding in findings], complaint.getvalue())
