"""Where databases live that nobody needs after the tests: in memory, where a hundred files are made in no time."""

import os
import shutil
from pathlib import Path
from typing import Final

DISK: Final = Path("/tmp")
_MEMORY: Final = Path("/dev/shm")
# Two servers' write-ahead logs and their databases, many times over. What containers give by default is less.
_ROOM_BYTES: Final = 4 << 30


def scratch() -> Path:
    """
    Return the folder to make throw-away databases in: in memory where there is room, and else on the disk.

    For tests of what a database does. What it survives, and how fast it is, is asked of one on the disk.
    """
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES:
        return _MEMORY
    return DISK
