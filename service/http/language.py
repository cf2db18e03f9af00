"""In which language people are told things: English, or Russian where Accept-Language prefers it (RFC 9110, 12.5.4)."""

from __future__ import annotations

from typing import Final, Literal

from flask import request

Language = Literal["en", "ru"]

_OFFERED: Final = ("en", "ru")


def language() -> Language:
    """Return the language that this request asks for."""
    if "Accept-Language" not in request.headers:
        return "en"
    return "ru" if request.accept_languages.best_match(_OFFERED, default="en") == "ru" else "en"
