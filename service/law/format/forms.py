"""The forms that names, codes and references take in a document, and what to say of text that has another."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from service.domain.regions import REGION
from service.domain.regions import ZONE as ZONE_CODE


class Form(NamedTuple):
    """A form of text; *code*, *expected* and *remedy* are for text that has another."""

    pattern: re.Pattern[str]
    code: str
    expected: str
    remedy: str


NAME: Final = Form(
    re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII),
    "bad-name",
    "a name of at most 63 lower-case letters, digits and underscores that begins with a letter",
    "Rename it, and whatever refers to it.",
)
SCHEDULE: Final = Form(
    re.compile(r"[a-z]{2}(?:_[a-z0-9]{1,3})?\.[a-z][a-z0-9_]{0,62}", re.ASCII),
    "bad-name",
    "a country (and state), a point and a name: kz.digital_mining_fee",
    "Name it after its folder.",
)
VERSION: Final = Form(
    re.compile(r"[a-z0-9][a-z0-9_.-]{0,62}", re.ASCII),
    "bad-name",
    'a name of lower-case letters, digits, points, hyphens and underscores: "2024"',
    "Name it after its file.",
)
LAW: Final = Form(
    re.compile(r"[a-z][a-z0-9_]{0,62}(?:#\S(?:.{0,98}\S)?)?"),
    "bad-law-reference",
    "the key of an entry under law, and after # the article: act#606-3",
    "Name the entry and the article, or the entry alone for an act as a whole.",
)
ADDRESS: Final = Form(
    re.compile(r"https?://\S{1,500}", re.ASCII),
    "bad-address",
    "an address that begins with https:// or http://",
    "Give the address of the text, or null and a note.",
)
JURISDICTION: Final = Form(
    REGION,
    "bad-region",
    "a code of ISO 3166-1 or 3166-2: KZ, US-NY",
    "Look the code up in ISO 3166.",
)
ZONE: Final = Form(
    ZONE_CODE,
    "bad-name",
    "a code of lower-case letters, digits and underscores",
    "Transliterate the name of the municipality; put the name itself into a comment.",
)
CODE: Final = Form(
    re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}", re.ASCII),
    "bad-name",
    "a code of letters, digits, hyphens and underscores",
    "Write the code as the fact has it.",
)
FINDING: Final = Form(
    re.compile(r"[a-z][a-z0-9-]{0,62}", re.ASCII),
    "bad-name",
    "a code of lower-case letters, digits and hyphens: prohibited-zone",
    "Rename the finding.",
)
