"""In which language a page is shown: as its address asks (`?lang=ru`), else as the browser prefers, else English."""

from typing import Final

from flask import Request

ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, "ru")


def language_of(request: Request) -> str:
    """Return the language for *request*, one of `LANGUAGES`."""
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        return asked
    return request.accept_languages.best_match(LANGUAGES) or ENGLISH
