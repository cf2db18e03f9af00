"""The draft that the description shows, and the cliff in it that its author has to acknowledge."""

from __future__ import annotations

from typing import Any, Final

from tests.openapi import specification

_EXAMPLES: Final[dict[str, Any]] = specification()["components"]["examples"]
DRAFT: Final[str] = _EXAMPLES["LawText"]["value"]["version"]
CLIFF: Final[str] = _EXAMPLES["Submission"]["value"]["cliffs_accepted"][0]
