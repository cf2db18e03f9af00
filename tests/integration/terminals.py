"""A terminal to be tested: what it is called with, and what it tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from click.testing import Result

Terminal = Callable[..., Result]


def line(kwh: str) -> dict[str, str]:
    """State metered electricity from the grid."""
    return {"kwh": kwh, "supply": "grid", "metering": "metered"}


def told(result: Result) -> Any:
    """Read the JSON that a command that succeeded has written."""
    assert 0 == result.exit_code, result.output
    return json.loads(result.stdout)
