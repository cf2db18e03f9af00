"""The document that discloses what an assessment was computed from (docs/decisions/0096), read strictly."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from service.verifier.members import Member, document

FORM: Final = "hashlevy.disclosure/1"


class Opened(NamedTuple):
    """What a commitment in the event, *at* a JSON pointer, is said to commit to."""

    at: str
    field: str
    salt: bytes
    value: str


class Content(NamedTuple):
    """A revision of a report, and its content; nothing where that may not be shown."""

    report: str
    revision: int
    data: bytes | None


class Text(NamedTuple):
    """A version of the law with its schedule, and since when and until when it was known."""

    data: bytes
    recorded_at: str
    withdrawn_at: str | None


class Disclosure(NamedTuple):
    """All that was disclosed; *facts* are those that no hash of the event binds."""

    assessment: str
    receipt: bytes
    opened: list[Opened]
    result: bytes | None
    inputs: bytes | None
    reports: list[Content]
    law: list[Text]
    facts: Any


def read_disclosure(data: bytes) -> Disclosure:
    """
    Read the document.

    Raises:
        Misshapen: it is none.
    """
    shown = document(data, FORM)
    return Disclosure(
        shown["assessment"].text(),
        shown["receipt"].text().encode(),
        [_opened(item) for item in shown["opened"].items()],
        _optional(shown["result"]),
        _optional(shown["inputs"]),
        [Content(item["report"].text(), item["revision"].number(), _optional(item["content"])) for item in
         shown["reports"].items()],
        [_text(item) for item in shown["law"].items()],
        shown["facts"].value,
    )  # fmt: skip


def _opened(item: Member) -> Opened:
    return Opened(item["at"].text(), item["field"].text(), item["salt"].data(), item["value"].text())


def _text(item: Member) -> Text:
    withdrawn = item["withdrawn_at"]
    return Text(item["text"].data(), item["recorded_at"].text(), None if withdrawn.is_null else withdrawn.text())


def _optional(member: Member) -> bytes | None:
    return None if member.is_null else member.data()
