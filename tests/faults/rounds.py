"""How often faults are tried: a little in the quick suite, and at length by `./run faults`."""

from __future__ import annotations

import os
from typing import Final

ROUNDS: Final = int(os.environ.get("HASHLEVY_FAULT_ROUNDS", "2"))
