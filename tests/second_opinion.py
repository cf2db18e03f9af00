"""
A second opinion in another language: a program on Go's `golang.org/x/mod/sumdb`, built where Go and its sources are.

Nothing is fetched for it: Debian has both as `golang-go` and `golang-golang-x-mod-dev`. Where they are not, the tests
that want it are skipped, and the summary of the run says so in words that nobody overlooks.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

SOURCES: Final = Path(__file__).parent / "second-opinion"
GOPATH: Final = Path("/usr/share/gocode")
NONE: Final = "no second opinion"
_WANTED: Final = GOPATH / "src/golang.org/x/mod/sumdb/tlog"
_REMEDY: Final = "apt-get install golang-go golang-golang-x-mod-dev"


def why_none() -> str | None:
    """Say what is missing for it; nothing if it can be had."""
    if shutil.which("go") is None:
        return f"{NONE}: there is no Go here; {_REMEDY}"
    if not _WANTED.is_dir():
        return f"{NONE}: there is no {_WANTED}; {_REMEDY}"
    return None


def build(folder: Path) -> Path:
    """Build the program into *folder*, without any network."""
    program = folder / "second-opinion"
    settings = {
        "GO111MODULE": "off",
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "GOPATH": str(GOPATH),
        "GOPROXY": "off",
    }
    command = ["go", "build", "-o", str(program), "."]
    subprocess.run(command, cwd=SOURCES, env=os.environ | settings, check=True, timeout=240)
    return program


def ask(program: Path, jobs: Iterable[Mapping[str, Any]]) -> list[str]:
    """Put *jobs* to the program, and return its answer to each."""
    asked = [json.dumps(job) for job in jobs]
    answered = subprocess.run(
        [program], input="\n".join(asked) + "\n", capture_output=True, text=True, check=True, timeout=240
    ).stdout.splitlines()
    assert len(asked) == len(answered)
    return answered
