"""Whom the clients of a service that is tried believe: the keys that it shows, as anybody would be given them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from service.evidence.policy import Policy, read_policy

_SECONDS_MAX: Final = 120


def trust_of(environment: Mapping[str, str]) -> Policy:
    """Return what `hashlevy audit keys show` says of a service with these settings; it makes the keys if need be."""
    return read_policy(trust_text(environment).encode())


def trust_text(environment: Mapping[str, str]) -> str:
    """Return the trust file; the database is made if need be, since the keys that signed stand there."""
    # What is made wrong in a service is not made wrong in those who check it.
    sound = {name: value for name, value in environment.items() if name not in ("HASHLEVY_TEST_SABOTAGE", "LD_PRELOAD")}
    _said(sound, "db", "upgrade")
    return _said(sound, "audit", "keys", "show")


def _said(environment: Mapping[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "service", *words]
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True, timeout=_SECONDS_MAX, cwd=_ROOT
    ).stdout


_ROOT: Final = Path(__file__).parents[2]
