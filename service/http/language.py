"""In which language people are told things: English, or Russian where Accept-Language prefers it (RFC 9110, 12.5.4)."""

from __future__ import annotations

from typing import Final, Literal

from flask import request

Language = Literal["en", "ru"]

_SPOKEN: Final[dict[str, Language]] = {"en": "en", "ru": "ru"}


def language() -> Language:
    """Return the language that this request asks for: the first of its preferences that is spoken here."""
    for preferred, quality in request.accept_languages:
        primary = preferred.partition("-")[0].lower()
        if primary in _SPOKEN and quality:
            return _SPOKEN[primary]
    return "en"
