"""
A small, guarded reader of XML 1.0: elements with their lines, and no document type.

Expat tells the line of every element, which `xml.etree` forgets and our refusals need. A document type declaration is
refused before anything in it is read, so there are no entities to expand and nothing outside to fetch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from service.usecases.prices.sheet import QuoteFault

MAX_DEPTH: Final = 16


@dataclass
class Element:
    """An element, its attributes, its own text, its children in order, and the line on which it starts (from 1)."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def texts(self) -> dict[str, str | None]:
        """Return the texts of the children by their tags."""
        return {child.tag: child.text.strip() for child in self.children}


class BadXml(ValueError):
    """It is not XML, or not of the kind that is read here; *fault* says where and why."""

    def __init__(self, fault: QuoteFault) -> None:
        """Carry the fault."""
        super().__init__(fault.code)
        self.fault = fault


def read_xml(content: bytes) -> Element:
    """
    Read a document, in UTF-8 or the single-byte encoding that it declares (`windows-1251`), into its root element.

    Raises:
        BadXml: not well-formed, an encoding that is not known, a document type, or nested too deeply.
    """
    builder = _Builder()
    try:
        builder.parser.Parse(content, True)  # noqa: FBT003 -- expat takes no keywords; it says that this is the end
    except (expat.ExpatError, LookupError, ValueError) as problem:
        if isinstance(problem, BadXml):
            raise
        raise builder.refusal("not-xml", str(problem), "a well-formed document in a known encoding") from problem
    return builder.root


class _Builder:
    """Collects what expat calls out into elements."""

    def __init__(self) -> None:
        self.root: Element
        self._open: list[Element] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def refusal(self, code: str, found: str, expected: str) -> BadXml:
        line = self.parser.CurrentLineNumber
        return BadXml(QuoteFault(line, "xml", code, found, expected, "save the publisher's answer again, unchanged"))

    def _doctype(self, name: str, *_: object) -> None:
        raise self.refusal("document-type", f"<!DOCTYPE {name}", "a document without a document type")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, self.parser.CurrentLineNumber)
        if not self._open:
            self.root = element
        elif len(self._open) >= MAX_DEPTH:
            raise self.refusal("too-deep", f"<{tag}>", f"at most {MAX_DEPTH} levels of elements")
        else:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].text += text
