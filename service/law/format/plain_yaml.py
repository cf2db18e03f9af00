"""
YAML 1.1 cut down to what means one thing: mappings, sequences and text.

Every scalar stays a string (`NO` is Norway, `1_000` is not a number, `2024-01-01` is not a timestamp); only a plain
`null`, `~` or nothing is null. Duplicate keys, anchors, aliases, merge keys, tags and further documents are refused, as
are files too large or too deep to be law. Each place keeps its line, so that every later refusal can name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import yaml

from service.domain.canonical import Json
from service.law.errors import DocumentError, DocumentFault, pointer, shown
from service.law.format.source import Source

LARGEST_BYTES: Final = 256 * 1024
DEEPEST: Final = 16
_NULLS: Final = frozenset({"", "~", "null"})
# The C parser is ten times as fast; both give the same events.
_LOADER: Final = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


def read_plain(data: bytes, file: str) -> Source:
    """
    Read *data*, the bytes of *file*.

    Raises:
        DocumentError: it is not such a document; every fault that can be found is named.
    """
    if len(data) > LARGEST_BYTES:
        found, expected = f"{len(data)} bytes", f"at most {LARGEST_BYTES} bytes"
        raise _refused(file, "too-large", found, expected, "Split the version, or leave out what is not law.")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        found = f"the byte 0x{data[error.start]:02x} at offset {error.start}"
        raise _refused(file, "not-utf-8", found, "text in UTF-8", "Save the file as UTF-8.") from None
    composer = _Composer(file)
    try:
        content = composer.document(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        raise _syntax(file, error) from None
    if composer.faults:
        raise DocumentError(composer.faults)
    return Source(file, content, composer.lines)


class _Composer:
    """Builds plain JSON from the events of the parser, and notes the line of each place."""

    def __init__(self, file: str) -> None:
        self.lines: Final[dict[str, int]] = {}
        self.faults: Final[list[DocumentFault]] = []
        self._file = file

    def document(self, events: Iterator[yaml.Event]) -> Json:
        """Read the one document of a file."""
        content: Json = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "", "several-documents", "a second document after ---", "one document a file")
                    break
                content = self._node(event := next(events), events, "", 1)
                self.lines[""] = _line(event)
        return content

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], path: str, depth: int) -> Json:
        """Read what begins with *event*, at *path*."""
        if isinstance(event, yaml.ScalarEvent):  # first, because most are
            if event.anchor is not None or event.tag is not None:
                self._refuse_references(event, path)
            return None if event.implicit[0] and event.value in _NULLS else str(event.value)
        self._refuse_references(event, path)
        if depth > DEEPEST:
            raise DocumentError([self._fault(event, path, "too-deep", "deeper nesting", f"at most {DEEPEST} levels")])
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path, depth)
        return None  # an alias, refused above

    def _mapping(self, events: Iterator[yaml.Event], path: str, depth: int) -> Json:
        members: dict[str, Json] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, path, depth + 1)
            if not isinstance(key, str) or not key.isascii() or key == "<<":
                key = self._refuse_key(event, key, path)
            here = path + pointer(key)
            if key in members:
                self._refuse(event, here, "duplicate-key", shown(key), "each key once")
            self.lines[here] = _line(event)
            members[key] = self._node(next(events), events, here, depth + 1)
        return members

    def _refuse_key(self, event: yaml.Event, key: Json, path: str) -> str:
        """Refuse a *key* that is no name or, unless it is quoted, asks for a merge; return what it is called below."""
        if key != "<<":
            self._refuse(event, path, "key-not-a-name", shown(key), "a key of ASCII characters")
        elif isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
            self._refuse(event, path, "merge-key", "<<", "every key written where it belongs")
        return key if isinstance(key, str) else ""

    def _sequence(self, events: Iterator[yaml.Event], path: str, depth: int) -> Json:
        items: list[Json] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            here = f"{path}/{len(items)}"
            self.lines[here] = _line(event)
            items.append(self._node(event, events, here, depth + 1))
        return items

    def _refuse_references(self, event: yaml.Event, path: str) -> None:
        """Refuse what would make one place mean what is written at another, or something else than it says."""
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, path, "alias", f"*{event.anchor}", "the value itself")
        elif isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self._refuse(event, path, "anchor", f"&{event.anchor}", "the value itself")
        if (tag := getattr(event, "tag", None)) is not None:
            self._refuse(event, path, "tag", str(tag), "text, a list or a mapping without a tag")

    def _refuse(self, event: yaml.Event, path: str, code: str, found: str, expected: str) -> None:
        self.faults.append(self._fault(event, path, code, found, expected))

    def _fault(self, event: yaml.Event, path: str, code: str, found: str, expected: str) -> DocumentFault:
        return DocumentFault(self._file, path, code, found, expected, _REMEDIES[code], _line(event))


_REMEDIES: Final = {
    "several-documents": "Put each version into a file of its own.",
    "too-deep": "Write the condition with fewer levels.",
    "duplicate-key": "Remove one of the two; YAML itself would silently keep the last.",
    "merge-key": "Copy the keys here; law is read without looking elsewhere.",
    "key-not-a-name": "Write a plain name as key, and titles in other languages as values.",
    "alias": "Copy the value here; law is read without looking elsewhere.",
    "anchor": "Remove the anchor, or put the text in quotes if it begins with &.",
    "tag": "Remove the tag, or put the text in quotes if it begins with an exclamation mark.",
}


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _syntax(file: str, error: yaml.YAMLError) -> DocumentError:
    """Tell what the parser stumbled over, and where."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable text"
    line = mark.line + 1 if mark is not None else None
    remedy = "Mend the YAML near this line; a text with a colon, a quote or a leading sign needs quotes around it."
    return DocumentError([DocumentFault(file, "", "yaml-syntax", str(problem), "well-formed YAML", remedy, line)])


def _refused(file: str, code: str, found: str, expected: str, remedy: str) -> DocumentError:
    return DocumentError([DocumentFault(file, "", code, found, expected, remedy)])
