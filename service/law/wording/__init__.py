"""The words in which documents are explained and compared, in English and in Russian."""

from __future__ import annotations

from typing import Final

from service.law.wording.english import ENGLISH
from service.law.wording.language import Language
from service.law.wording.russian import RUSSIAN

LANGUAGES: Final[dict[str, Language]] = {"en": ENGLISH, "ru": RUSSIAN}
