"""OpenFisca, the peer of the field, in an environment of its own that is built once from its own hash-pinned lock."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent
_HOME: Final = _HERE.parent.parent / "var" / "benchmarks" / "openfisca"
PYTHON: Final = _HOME / "bin" / "python"
SITUATION: Final = (
    '{"persons":{"Alicia":{"birth":{"ETERNITY":"1980-01-01"},"salary":{"2017-01":4000},"income_tax":{"2017-01":null},'
    '"social_security_contribution":{"2017-01":null}}},"households":{"_":{"adults":["Alicia"],'
    '"disposable_income":{"2017-01":null},"total_taxes":{"2017-01":null}}}}'
)


def environment() -> Path:
    """Return OpenFisca's Python, after building its environment where it is missing or its lock has changed."""
    lock, stamp = _HERE / "requirements.lock", _HOME / "built-from.lock"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(_HOME)], check=True)
        install = [str(PYTHON), "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", str(lock)]
        subprocess.run(install, check=True)
        shutil.copyfile(lock, stamp)
    return PYTHON


def serve(port: int) -> list[str]:
    """Return the command that serves its country template with two workers, as its documentation says."""
    package = ["--country-package", "openfisca_country_template"]
    return [str(environment().parent / "openfisca"), "serve", *package, "--port", str(port), "--workers", "2"]
