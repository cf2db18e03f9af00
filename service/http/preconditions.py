"""Which state a change starts from: If-Match with strong tags (RFC 9110, 13.1.1), and its absence (RFC 6585, 428)."""

from __future__ import annotations

import re
from typing import Final

from flask import request

from service.domain.errors import Fault, Malformed, PreconditionMissing, Stale

_TAG: Final = re.compile(r'(W/)?("[!#-~]{1,64}")')
_TAGS: Final = re.compile(rf"\s*{_TAG.pattern}(?:\s*,\s*{_TAG.pattern}){{0,15}}\s*")


def if_match() -> str:
    """
    Return the strong tags of If-Match, separated by commas.

    Raises:
        PreconditionMissing: there is no If-Match.
        Malformed: it is not of its form.
        Stale: it names no state: `*`, or weak tags only.
    """
    tags = optional_if_match()
    if tags is None:
        raise PreconditionMissing("precondition-required", "Send the header If-Match with the ETag of what you read.")
    return tags


def optional_if_match() -> str | None:
    """Return the same, or nothing when there is no If-Match."""
    sent = request.headers.get("If-Match")
    if sent is None:
        return None
    if sent.strip() != "*" and _TAGS.fullmatch(sent) is None:
        fault = Fault("/If-Match", "invalid-header", 'expected an ETag with its quotes, such as "rep_01m6-1"')
        raise Malformed("invalid-parameter", "The header If-Match is not of its form.", faults=[fault])
    strong = [tag for weak, tag in _TAG.findall(sent) if not weak]
    if not strong:
        detail = "If-Match names no state: send the strong ETag of what you read, not * or a weak one."
        raise Stale("stale-revision", detail)
    return ",".join(strong)
