"""A change of a report says what changes, and only that; nothing is removed by null."""

from __future__ import annotations

import pytest

from service.domain.errors import Nonsense
from service.http.schemas.reports import REPORT_CHANGE


def test_a_change_of_a_report_has_at_least_one_member() -> None:
    """An empty change would be an update without one."""
    with pytest.raises(Nonsense) as raised:
        REPORT_CHANGE.read({})

    assert [("", "empty-change")] == [(fault.pointer, fault.code) for fault in raised.value.faults]


@pytest.mark.parametrize("name", ["period", "energy", "production", "costs"])
def test_nothing_is_removed_from_a_report_by_null(name: str) -> None:
    """What merge patches would remove has to be emptied instead."""
    with pytest.raises(Nonsense) as raised:
        REPORT_CHANGE.read({name: None})

    assert [(f"/{name}", "wrong-type")] == [(fault.pointer, fault.code) for fault in raised.value.faults]


def test_only_what_is_sent_changes() -> None:
    """Members that are left out are not in the change."""
    assert {"costs"} == REPORT_CHANGE.read({"costs": []}).keys()
