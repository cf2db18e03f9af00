"""What a check is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Check:
    """
    One thing that holds for the whole repository.

    *find* gives what does not hold, a line each, and nothing where all is well. What it needs and does not find is a
    finding too: a check that looked at nothing has not passed.
    """

    name: str
    proves: str
    command: str
    find: Callable[[], list[str]]
