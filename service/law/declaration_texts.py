"""
The texts that people declare by: data in both languages, under a name that is never used again, with their hash.

Whoever declares names the text and the hash that they were shown. A text is never changed: a better one is a new file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from service.domain.canonical import Json, fingerprint
from service.law.format.fields import Formed, OneOfWords
from service.law.format.forms import VERSION
from service.law.format.plain_yaml import read_plain
from service.law.format.shapes import DocumentSchema, Part, Words

TEXT_FORMAT: Final = "hashlevy.declaration/1"
TEXTS: Final = Path(__file__).parent / "declarations"


class DeclarationText(NamedTuple):
    """A text: its *name*, its *words* by language, and the SHA-256 of both as canonical JSON."""

    name: str
    words: dict[str, str]
    sha256: str

    def as_json(self) -> dict[str, Json]:
        """Write it for whoever is to show it."""
        return {"object": "declaration_text", "text": self.name, "sha256": self.sha256, "words": dict(self.words)}


class _TextSchema(DocumentSchema):
    format = OneOfWords({TEXT_FORMAT: TEXT_FORMAT}, code="wrong-format", required=True)
    text = Formed(VERSION, required=True)
    words = Part[dict[str, str]](Words, required=True)


@cache
def declaration_texts(folder: Path = TEXTS) -> dict[str, DeclarationText]:
    """
    Read every text below *folder*, by name.

    Raises:
        ValidationError, DocumentError: a file is not of the format.
    """
    texts = (_read(path) for path in sorted(folder.glob("*.yaml")))
    return {text.name: text for text in texts}


def _read(path: Path) -> DeclarationText:
    document: Any = read_plain(path.read_bytes(), str(path)).content
    said = _TextSchema().load(document)
    content: dict[str, Json] = {"format": said["format"], "text": said["text"], "words": dict(said["words"])}
    return DeclarationText(said["text"], said["words"], fingerprint(content))
