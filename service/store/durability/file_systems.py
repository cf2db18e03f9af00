"""On which kind of file system a file is, by what Linux says of its mounts (proc(5), `mountinfo`)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_MOUNTS: Final = Path("/proc/self/mountinfo")
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


def file_system_of(file: Path, mounts: Path = _MOUNTS) -> str | None:
    """Return the kind of file system that *file* is on; none where the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    place, kind, depth = file.resolve(), None, -1
    for line in lines:
        ours, _, others = line.partition(" - ")
        point = Path(_OCTAL.sub(lambda octal: chr(int(octal[1], 8)), ours.split(" ")[4]))
        # Of two on one point the later one lies above the earlier.
        if place.is_relative_to(point) and len(point.parts) >= depth:
            kind, depth = others.split(" ")[0], len(point.parts)
    return kind
