"""Files that are there whole or not at all, replace nothing, and outlive a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def put_in_place(part: Path, path: Path) -> None:
    """
    Give the file *part*, which is written and synced, the name *path*; both are in one folder.

    Raises:
        FileExistsError: something has that name.
    """
    try:
        os.link(part, path)  # unlike a renaming, it replaces nothing
    finally:
        part.unlink()
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
