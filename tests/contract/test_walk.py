"""The way of a report over HTTP, every answer held against the contract."""

from typing import Any

from tests.api import Api
from tests.world import World, statement


def test_a_report_goes_from_draft_to_assessment_to_amendment_to_replay(first: Api, world: World) -> None:
    """A draft is changed, filed, amended with a reason, filed again; the second assessment tells the difference."""
    path = f"/v1/reports/{world.first.draft}"
    draft = first.get(path)
    changed = first.patch(path, {"energy": statement("1000")}, if_match=draft.etag)
    filed = first.post(f"{path}/submit", if_match=changed.etag)
    assert "2000.00" == filed.document["assessments"][0]["total"]["amount"]
    amended = first.post(f"{path}/amend", {"reason": "meter 4 was read twice"}, if_match=filed.etag)
    changed = first.patch(path, {"energy": statement("900")}, if_match=amended.etag)
    again: dict[str, Any] = first.post(f"{path}/submit", if_match=changed.etag).document["assessments"][0]
    assert ("-200.00", filed.document["assessments"][0]["id"]) == (again["difference"]["amount"], again["supersedes"])
    superseded = first.get(f"/v1/assessments/{again['supersedes']}").document
    assert again["id"] == superseded["superseded_by"]
    assert first.post(f"/v1/assessments/{again['id']}/replay").document["identical"] is True
    assert "1000" == first.get(f"{path}/revisions/1").document["energy"][0]["kwh"]
