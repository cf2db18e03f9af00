"""A child process that ends with its parent, even when that is killed and can tell nobody (Linux: prctl(2))."""

from __future__ import annotations

import ctypes
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1


def end_with_parent() -> None:
    """
    Have the system send this process SIGTERM when its parent ends.

    Elsewhere than on Linux nothing does; there, a `serve` that is killed leaves its web server behind.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
