"""Small C libraries that stand between a program and the kernel (LD_PRELOAD): compiled by the test that needs one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

_SOURCES: Final = Path(__file__).parent / "preload"


def compiled(name: str, folder: Path) -> Path:
    """Compile `preload/<name>.c`, and return the library; skip where there is no compiler of C."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("no compiler of C on this machine")
    library = folder / f"{name}.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(library)]
    subprocess.run([*command, str(_SOURCES / f"{name}.c"), "-ldl"], check=True)
    library.chmod(0o755)
    return library
