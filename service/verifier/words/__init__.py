"""The words of the verifier, for readers who are no programmers, in the languages that it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.verifier.words import english, russian
from service.verifier.words.form import Frame, Words

LANGUAGES: Final = ("en", "ru")
_FRAMES: Final[Mapping[str, Frame]] = {"en": english.FRAME, "ru": russian.FRAME}
_WORDS: Final[Mapping[str, Mapping[str, Words]]] = {"en": english.WORDS, "ru": russian.WORDS}


def words_for(code: str, language: str) -> Words:
    """Return the words for a finding."""
    return _WORDS[language][code]


def frame_in(language: str) -> Frame:
    """Return what stands around the findings."""
    return _FRAMES[language]


def language_of(*settings: str | None) -> str:
    """Return the language of the first of *settings* that says anything, such as `ru_RU.UTF-8`; else English."""
    named = next((setting for setting in settings if setting), "")
    return "ru" if named.lower().replace("-", "_").split("_")[0].split(".")[0] == "ru" else "en"
