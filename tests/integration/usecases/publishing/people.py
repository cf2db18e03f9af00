"""Who drafts, reviews and watches, and what they draft: the fee of 2027, at 2.5 tenge a kilowatt-hour."""

from __future__ import annotations

import json
from itertools import count
from typing import Any, Final

import pytest

from service.domain.errors import Refusal
from service.domain.principals import DEFAULT_SCOPES, Principal, Role
from service.law.format.plain_yaml import read_plain
from service.law.reader import DOCUMENTS
from service.usecases.draft_law import LawText, draft_law
from service.usecases.publish_law import Publishing, publish_law_draft
from service.usecases.requests import Answer, Command
from service.usecases.review_law import submit_law_draft
from service.usecases.service import Service

FEE: Final = "kz.digital_mining_fee"
_names = count()


def authority(key: str, jurisdiction: str = "KZ") -> Principal:
    """Make the bearer of an authority's key."""
    return Principal(key, Role.AUTHORITY, frozenset(), jurisdiction, DEFAULT_SCOPES[Role.AUTHORITY])


AUTHOR: Final = authority("key_author")
REVIEWER: Final = authority("key_reviewer")
ELSEWHERE: Final = authority("key_finland", "FI")
OPERATOR: Final = Principal("key_o", Role.OPERATOR, frozenset({"opr_1"}), None, DEFAULT_SCOPES[Role.OPERATOR])


def by(principal: Principal) -> Command:
    """Make a write."""
    return Command(principal, f"law-{next(_names)}", "POST /v1/law-drafts", "0" * 64, "req-1")


def shipped() -> dict[str, Any]:
    """Return the text of 2024."""
    said: Any = read_plain((DOCUMENTS / "kz/digital_mining_fee/2024.yaml").read_bytes(), "2024").content
    return dict(said)


def text(**changes: Any) -> LawText:
    """Write the fee of 2024 as it might be from 2027 on: 2.5 tenge a kilowatt-hour."""
    said = shipped()
    said |= {"version": "2027", "valid": {"from": "2027-01-01", "to": None}, "published_on": "2026-11-01"}
    said |= {
        "replaces": "2024",
        "retroactive": None,
        "tests": [case("ten gigawatt-hours", "10000000", "25000000"), own_power()],
    }
    said["components"][0]["rate"] = "2.5"
    return LawText(json.dumps(said | changes, ensure_ascii=False))


def case(name: str, kwh: str, due: str) -> dict[str, Any]:
    """Write a worked case of power from the grid."""
    return {"name": name, "inputs": {"standard_kwh": kwh, "own_renewable_kwh": "0"}, "expect": {"due": due}}


def own_power() -> dict[str, Any]:
    """Write the worked case of own renewable power."""
    return {"name": "own", "inputs": {"standard_kwh": "0", "own_renewable_kwh": "7"}, "expect": {"due": "7"}}


LATER: Final = text(version="2028", replaces="2027", valid={"from": "2028-01-01", "to": None})


def drafted(service: Service, content: LawText | None = None) -> Answer:
    """Draft the fee of 2027."""
    return draft_law(service, by(AUTHOR), content or text())


def submitted(service: Service, content: LawText | None = None, accepted: tuple[str, ...] = ()) -> Answer:
    """Draft and submit it."""
    answer = drafted(service, content)
    return submit_law_draft(service, by(AUTHOR), answer.document["id"], str(answer.etag), accepted)


def published(service: Service, publishing: Publishing | None = None, content: LawText | None = None) -> Answer:
    """Draft, submit and publish it."""
    answer = submitted(service, content)
    done = publishing or Publishing()
    return publish_law_draft(service, by(REVIEWER), answer.document["id"], str(answer.etag), done)


def refusal(action: Any, *arguments: Any) -> Refusal:
    """Return how *action* is refused."""
    with pytest.raises(Refusal) as refused:
        action(*arguments)
    return refused.value
