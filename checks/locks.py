"""The locks say what pyproject.toml asks for, with hashes and without addresses (docs/decisions/0001)."""

import difflib
import shutil
import tempfile
from pathlib import Path
from typing import Final

from checks.check import ROOT, Check
from checks.tools import findings_of

_COMPILE: Final = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-emit-index-url", "pyproject.toml"),
)
_LOCKS: Final = {
    "requirements.lock": _COMPILE,
    # Bound to the first, so that the same environment tests and serves.
    "requirements-dev.lock": (*_COMPILE, "--group", "dev", "--constraints", "requirements.lock"),
}
_DIFFERENCE_LINES_MAX: Final = 20


def find() -> list[str]:
    """Compile both locks anew, with the committed ones as preference, and give what differs or does not belong."""
    missing = [f"{name} is missing; make it: {_command(name)}" for name in _LOCKS if not (ROOT / name).exists()]
    return missing or [finding for name in _LOCKS for finding in (*_foreign(name), *_outdated(name))]


def _command(name: str) -> str:
    """Write the command with this environment's uv: other versions of it write markers in other forms."""
    return f".venv/bin/{' '.join(_LOCKS[name])} --output-file {name}"


def _foreign(name: str) -> list[str]:
    """Find addresses, which would send everybody to one index, and versions that no hash holds."""
    blocks = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    pins = [line for line in blocks if line and not line.lstrip().startswith("#")]
    addresses = [f"{name} names an address: {line}" for line in blocks if "://" in line]
    return addresses + [f"{name} has no hash for {line}" for line in pins if "--hash=sha256:" not in line]


def _outdated(name: str) -> list[str]:
    committed = ROOT / name
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder, name)
        shutil.copyfile(committed, compiled)
        if failed := findings_of(*_LOCKS[name], "--output-file", str(compiled)):
            return [f"{name} could not be compiled:", *failed]
        before, after = (path.read_text(encoding="utf-8").splitlines() for path in (committed, compiled))
    difference = list(difflib.unified_diff(before, after, name, f"{name} as compiled", lineterm="", n=0))
    if not difference:
        return []
    return [
        f"{name} is not in step with pyproject.toml; mend it: {_command(name)}",
        *difference[:_DIFFERENCE_LINES_MAX],
    ]


CHECK: Final = Check("locks", "both locks are what pyproject.toml asks for", "uv pip compile ..., for each lock", find)
