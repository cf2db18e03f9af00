"""The way of a report over HTTP, every answer held against the contract."""

from typing import Any

import pytest

from tests.api import Api
from tests.openapi import examples, operations
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


@pytest.mark.parametrize("name", ["newYorkProposal", "kazakhstan"])
def test_the_examples_of_estimates_come_out(api: Api, name: str) -> None:
    """What the description shows as an answer is the answer to what it shows as a request; texts of law may change."""
    operation = operations()["createEstimate"]
    sent = examples(operation.bodies()["application/json"])[name]
    said = operation.response(200) or {}
    expected = examples(said["content"]["application/json"])[name]
    assert _lasting(expected) == _lasting(api.post("/v1/estimates", sent).document)


def test_a_repetition_is_answered_as_the_first_time(first: Api, world: World) -> None:
    """Byte for byte, and marked; the report is there once."""
    body = {"farm": world.first.farm, "period": {"start": "2024-01-01", "end": "2024-04-01"}, "energy": statement()}
    once, again = (first.post("/v1/reports", {**body, "submit": True}, name="q1") for _ in range(2))
    assert (once.status, once.body) == (again.status, again.body)
    assert ("true", None) == (again.headers.get("Idempotent-Replayed"), once.headers.get("Idempotent-Replayed"))


def test_a_list_is_read_page_by_page(first: Api, world: World) -> None:
    """The cursor and the link lead to the next page, until there is none."""
    page = first.get("/v1/reports?limit=1")
    assert f'</v1/reports?limit=1&after={page.document["next_cursor"]}>; rel="next"' == page.headers["Link"]
    rest = first.get(f"/v1/reports?limit=1&after={page.document['next_cursor']}")
    assert [world.first.report, world.first.draft] == [each.document["items"][0]["id"] for each in (page, rest)]
    assert (None, None) == (rest.document["next_cursor"], rest.headers.get("Link"))


def _lasting(document: Any) -> Any:
    """Leave out when it was computed and the hash of the text of the law."""
    if isinstance(document, dict):
        return {name: _lasting(each) for name, each in document.items() if name not in ("known_at", "version_sha256")}
    return [_lasting(each) for each in document] if isinstance(document, list) else document
