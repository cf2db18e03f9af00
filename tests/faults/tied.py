"""Programs that end with the test that started them, even when that is killed (prctl(2), PR_SET_PDEATHSIG)."""

from __future__ import annotations

import shutil
from typing import Final

# Becomes the program that follows. Where it is missing, a test that is killed may leave processes behind.
TIED: Final = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
