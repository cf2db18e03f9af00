"""Whether a library stands between this process and its system that lets `fsync` do nothing, or fail at will."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Final

from service.store.durability.checks import Check, Verdict

_MAPS: Final = Path("/proc/self/maps")
# libeatmydata and its imitators drop fsync; libfiu makes calls fail.
_SUPPRESSORS: Final = re.compile(r"eatmydata|^(lib)?fiu|no_?f?sync|fsync_?(off|skip|null)", re.ASCII)
_EXPECTED: Final = "none that suppresses fsync"


def preloads(named: str, maps: Path = _MAPS) -> Check:
    """Look at the libraries that this process has loaded, and at those *named* by LD_PRELOAD for its children too."""
    try:
        loaded = [line.partition("/")[2] for line in maps.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        loaded = None
    files = {PurePosixPath(path).name for path in [*re.split(r"[:\s]+", named), *(loaded or ())]}
    if suspects := sorted(file for file in files if _SUPPRESSORS.search(file)):
        return Check("preloads", ", ".join(suspects), _EXPECTED, Verdict.FAILED)
    if loaded is None:
        return Check("preloads", "not known", _EXPECTED, Verdict.NOT_KNOWN)
    return Check("preloads", "none", _EXPECTED, Verdict.PASSED)
