"""A draft's impact on groups: each is tried as one taxpayer, with its members on the days on which they belong."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from service.law.format.plain_yaml import read_plain
from service.usecases.draft_law import LawText, draft_law
from service.usecases.groups import add_member
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.preview_impact import preview_impact
from service.usecases.requests import NewMember
from service.usecases.service import Service
from tests.integration.usecases.conftest import command
from tests.integration.usecases.parties import LAW, file, group, party, under_group_law
from tests.integration.usecases.publishing.people import authority, by


def dearer(name: str) -> LawText:
    """Write the made-up law with three tenths on what is above the bands, and its input under *name*."""
    text = (LAW / "2024.yaml").read_bytes().replace(b"grid_kwh", name.encode())
    said: Any = read_plain(text, "2024").content
    (excise,) = (each for each in said["components"] if each["id"] == "excise")
    excise["bands"][-1]["rate"] = "0.30"
    changes = {"version": "2025", "replaces": "2024", "published_on": "2024-03-01", "tests": said["tests"][:2]}
    return LawText(json.dumps(dict(said) | changes, ensure_ascii=False))


@pytest.mark.parametrize(("name", "again"), [("grid_kwh", 0), ("used_kwh", 2)])
def test_a_group_is_tried_as_one_taxpayer(service: Service, name: str, again: int) -> None:
    """From the facts that are kept; or from the reports of all members, where the draft asks for another fact."""
    law = under_group_law(service)
    first, second = party(law), party(law)
    formed = group(law, first)
    add_member(law, command(), formed, NewMember(second.operator, date(2024, 5, 1), None))
    file(law, first, "9100")
    file(law, second, "9100")
    draft: Any = draft_law(law, by(authority("key_xa", "XA")), dearer(name)).document

    impact: Any = preview_impact(law, LOCAL_ADMINISTRATOR, draft["id"])

    # 3000 of April are the second's own, 9100 and 6100 the group's: of each, what is above 2000 costs a tenth more.
    assert (2, 2, again) == (impact["examined"], impact["changed"], impact["assessed_again"])
    assert ("3040.00", "4460.00") == (impact["before"], impact["after"])
    assert ["1320.00", "100.00"] == [each["difference"] for each in impact["largest"]]
