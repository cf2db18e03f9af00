"""Writes over HTTP: who may, once and only once, from which state; on each kind of database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.api import Api, Reply
from tests.world import NEXT_QUARTER, World, statement

YEAR_AFTER = {"start": "2026-01-01", "end": "2026-04-01"}
OPERATOR = {"kind": "legal_entity", "name": "Once LLP"}


def filing(world: World, **more: object) -> dict[str, object]:
    """State a quarter that the first operator's farm has not reported."""
    return {"farm": world.first.farm, "period": YEAR_AFTER, "energy": statement(), "submit": True, **more}


def test_a_repeated_request_gives_the_first_answer_byte_for_byte(first: Api, world: World) -> None:
    """Headers that matter included; and says that it is a repetition."""
    once = first.post("/v1/reports", filing(world), name="march")

    again = first.post("/v1/reports", filing(world), name="march")

    assert (HTTPStatus.CREATED, once.body) == (again.status, again.body)
    assert (once.headers["Location"], once.etag) == (again.headers["Location"], again.etag)
    assert (None, "true") == (once.headers.get("Idempotent-Replayed"), again.headers.get("Idempotent-Replayed"))


def test_quotes_around_a_name_and_blanks_in_a_body_make_no_other_request(first: Api, world: World) -> None:
    """The fingerprint is of what is said, not of how it is written."""
    once = first.post("/v1/reports", filing(world), name="march")
    headers = {"Idempotency-Key": '"march"', "Content-Type": "application/json"}
    spaced = b'{"submit": true,\n "energy": [{"metering":"metered", "grid_connected":true, "supply":"grid", "kwh":'
    spaced += (
        b'"12500000"}], "period": {"end":"2026-04-01","start":"2026-01-01"}, "farm": "%b"}' % world.first.farm.encode()
    )

    again = first.ask("POST", "/v1/reports", headers=headers, body=spaced)

    assert (once.body, "true") == (again.body, again.headers.get("Idempotent-Replayed"))


def test_the_same_name_for_another_request_is_refused(first: Api, world: World) -> None:
    """Another body, another address or another state is another request."""
    first.post("/v1/reports", filing(world), name="march")

    other = first.post("/v1/reports", filing(world, submit=False), name="march")
    elsewhere = first.delete(f"/v1/reports/{world.first.draft}", name="march")

    assert ["idempotency-key-reused"] * 2 == [other.code, elsewhere.code]


def test_a_farm_whose_zone_is_missing_is_mended_where_the_problem_says(first: Api, world: World) -> None:
    """The report has no such member: the fault points at the farm, and a link leads to its places."""
    place = {"operator": world.first.operator, "name": "Hangar", "region": "RU-IRK", "time_zone": "Asia/Irkutsk"}
    farm = first.post("/v1/farms", place).document["id"]
    line = {**statement()[0], "cost": {"amount": "1.00", "currency": "RUB"}}
    price = {"amount": "1000000.00", "currency": "RUB"}
    coin = {"asset": "BTC", "quantity": "1", "received_on": "2025-05-02", "unit_price": price}
    may = {"farm": farm, "period": {"start": "2025-05-01", "end": "2025-06-01"}, "energy": [line], "production": [coin]}

    refused = first.post("/v1/reports", {**may, "submit": True}, name="may")
    assert "fact-missing" == refused.code
    assert {"/farm"} == {fault["pointer"] for fault in refused.document["errors"]}
    first.post(refused.document["links"]["places"], {"region": "RU-IRK", "zone": "bratsk"})

    filed = first.post("/v1/reports", {**may, "submit": True}, name="may")
    assert HTTPStatus.CREATED == filed.status


def test_names_of_different_keys_are_different_names(first: Api, administrator: Api, world: World) -> None:
    """A name is the sender's own."""
    first.post("/v1/reports", filing(world), name="march")

    assert HTTPStatus.CREATED == administrator.post("/v1/operators", OPERATOR, name="march").status


def test_a_refused_request_may_be_mended_under_its_name(first: Api, world: World) -> None:
    """What had no effect is not remembered."""
    refused = first.post("/v1/reports", filing(world, energy=[]) | {"period": {}}, name="march")
    mended = first.post("/v1/reports", filing(world), name="march")

    assert (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CREATED) == (refused.status, mended.status)


def test_many_equal_requests_at_once_have_one_effect_and_one_answer(first: Api, world: World) -> None:
    """Whoever loses the race waits, and gives the answer of whoever won it."""
    with ThreadPoolExecutor(64) as threads:
        replies = list(threads.map(lambda _: first.post("/v1/reports", filing(world), name="march"), range(64)))

    assert {HTTPStatus.CREATED} == {reply.status for reply in replies}
    assert 1 == len({(reply.body, reply.headers["Hashlevy-Promise"]) for reply in replies})
    assert 63 == sum("Idempotent-Replayed" in reply.headers for reply in replies)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (None, "idempotency-key-missing"),
        ("", "idempotency-key-missing"),
        ("x" * 256, "invalid-parameter"),
        ("two words", "invalid-parameter"),
        ('"open', "invalid-parameter"),
        ('""', "invalid-parameter"),
    ],
)
def test_a_write_names_itself_properly_or_not_at_all(administrator: Api, sent: str | None, code: str) -> None:
    """Without a name of its own it could be done twice."""
    headers = {} if sent is None else {"Idempotency-Key": sent}

    reply = administrator.ask("POST", "/v1/operators", OPERATOR, headers=headers)

    assert (HTTPStatus.BAD_REQUEST, code) == (reply.status, reply.code)


@pytest.mark.parametrize(
    ("if_match", "status", "code"),
    [
        (None, 428, "precondition-required"),
        ('"another"', 412, "stale-revision"),
        ("*", 412, "stale-revision"),
        ('W/"weak"', 412, "stale-revision"),
        ("bare", 400, "invalid-parameter"),
        ('"open', 400, "invalid-parameter"),
    ],
)
def test_a_change_names_the_state_that_it_starts_from(
    first: Api, world: World, if_match: str | None, status: int, code: str
) -> None:
    """Nobody overwrites what they have not seen."""
    path = f"/v1/reports/{world.first.draft}"

    changed = first.patch(path, {"energy": []}, if_match=if_match)
    filed = first.post(f"{path}/submit", if_match=if_match)

    assert [(status, code)] * 2 == [(changed.status, changed.code), (filed.status, filed.code)]


def test_of_two_changes_from_one_state_the_second_is_stale(first: Api, world: World) -> None:
    """Its sender reads again, and decides."""
    path = f"/v1/reports/{world.first.draft}"
    etag = first.get(path).etag

    assert HTTPStatus.OK == first.patch(path, {"energy": statement("1")}, if_match=etag).status
    assert "stale-revision" == first.patch(path, {"energy": statement("2")}, if_match=etag).code
    assert "1" == first.get(path).document["energy"][0]["kwh"]


def test_one_of_several_states_may_match(first: Api, world: World) -> None:
    """RFC 9110 allows a list."""
    path = f"/v1/reports/{world.first.draft}"
    etag = first.get(path).etag

    assert HTTPStatus.OK == first.patch(path, {"costs": []}, if_match=f'"old", W/"weak", {etag}').status


def test_a_change_keeps_what_it_leaves_out(first: Api, world: World) -> None:
    """Merge patch, RFC 7396."""
    path = f"/v1/reports/{world.first.draft}"
    cost = {"category": "staff", "amount": {"amount": "1.50", "currency": "KZT"}}

    changed = first.patch(path, {"costs": [cost]}, if_match=first.get(path).etag).document

    assert ([cost], "12500000", NEXT_QUARTER) == (changed["costs"], changed["energy"][0]["kwh"], changed["period"])


def test_a_change_may_come_as_plain_json(first: Api, world: World) -> None:
    """Many clients know no other type."""
    path = f"/v1/reports/{world.first.draft}"
    headers = {"Idempotency-Key": "plain", "If-Match": first.get(path).etag}

    assert HTTPStatus.OK == first.ask("PATCH", path, {"costs": []}, headers=headers).status


def test_a_change_that_puts_a_line_outside_the_period_is_refused(first: Api, world: World) -> None:
    """Lines are held against the period that the report has."""
    path = f"/v1/reports/{world.first.draft}"
    line = {"asset": "BTC", "quantity": "1", "received_on": "2025-07-01"}

    refused = first.patch(path, {"production": [line]}, if_match=first.get(path).etag)

    assert ["/production/0/received_on"] == [fault["pointer"] for fault in refused.document["errors"]]


def test_what_takes_no_body_refuses_one_that_says_something(first: Api, world: World) -> None:
    """An empty object, which some clients always send, says nothing."""
    path = f"/v1/reports/{world.first.draft}"
    headers = {"Idempotency-Key": "1", "If-Match": first.get(path).etag}

    refused = first.ask("POST", f"{path}/submit", {"date": "2025-01-01"}, headers=headers)
    filed = first.ask("POST", f"{path}/submit", {}, headers=headers)

    assert ("validation-failed", HTTPStatus.OK) == (refused.code, filed.status)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer hashlevy_short",
        "Basic aGFzaGxldnk6",
        "Bearer " + "hashlevy_" + "x" * 43,
        "Bearer é",
    ],
)
def test_no_key_or_a_wrong_one_is_challenged(api: Api, sent: str) -> None:
    """Which of these it is, is not told."""
    reply = api.ask("GET", "/v1/reports", headers={"Authorization": sent} if sent else {})

    assert (HTTPStatus.UNAUTHORIZED, "unauthenticated") == (reply.status, reply.code)


def test_a_revoked_key_is_good_no_more(administrator: Api, first: Api, world: World) -> None:
    """From the next request on."""
    administrator.delete(f"/v1/keys/{world.first.key_id}")

    assert HTTPStatus.UNAUTHORIZED == first.get("/v1/reports").status


def test_the_scheme_of_a_key_may_be_written_in_any_case(api: Api, world: World) -> None:
    """RFC 9110 compares schemes without case."""
    assert HTTPStatus.OK == api.ask("GET", "/v1/farms", headers={"Authorization": f"bearer {world.first.key}"}).status


def _of_another(world: World) -> list[tuple[str, str, object]]:
    other = world.second
    return [
        ("GET", f"/v1/operators/{other.operator}", None),
        ("GET", f"/v1/farms/{other.farm}", None),
        ("GET", f"/v1/reports/{other.report}", None),
        ("GET", f"/v1/reports/{other.report}/revisions/1", None),
        ("PATCH", f"/v1/reports/{other.draft}", {"energy": []}),
        ("DELETE", f"/v1/reports/{other.draft}", None),
        ("POST", f"/v1/reports/{other.draft}/submit", None),
        ("POST", f"/v1/reports/{other.report}/amend", {"reason": "mine"}),
        ("POST", "/v1/reports", {"farm": other.farm, "period": YEAR_AFTER, "energy": []}),
        ("GET", f"/v1/assessments/{other.assessment}", None),
        ("GET", f"/v1/assessments/{other.assessment}/lines", None),
        ("GET", f"/v1/assessments/{other.assessment}/trace", None),
        ("POST", f"/v1/assessments/{other.assessment}/replay", None),
        ("GET", f"/v1/assessments?report={other.report}", None),
        ("GET", f"/v1/assessments?operator={other.operator}", None),
    ]


def test_what_belongs_to_another_tenant_does_not_exist(first: Api, world: World) -> None:
    """For reading, writing, computing and listing alike; in the words for what never existed."""
    headers = {"Idempotency-Key": "mine", "If-Match": '"1"'}

    replies = [first.ask(method, path, body, headers=headers) for method, path, body in _of_another(world)]

    assert {(HTTPStatus.NOT_FOUND, "not-found")} == {(reply.status, reply.code) for reply in replies}


def test_lists_hold_what_the_key_sees_and_lead_on_page_by_page(accountant: Api, world: World) -> None:
    """Nothing is skipped or shown twice, and the last page has no link."""
    seen: list[str] = []
    path: str | None = "/v1/reports?limit=1"
    while path:
        reply = accountant.get(path)
        seen += [item["id"] for item in reply.document["items"]]
        path = _next(reply)

    assert {world.first.report, world.first.draft, world.second.report, world.second.draft} == set(seen)
    assert 4 == len(seen)


def _next(reply: Reply) -> str | None:
    link = reply.headers.get("Link")
    if link is None:
        assert reply.document["next_cursor"] is None
        return None
    address, relation = link.split("; ")
    assert 'rel="next"' == relation
    path = address.strip("<>")
    assert [reply.document["next_cursor"]] == parse_qs(urlsplit(path).query)["after"]
    return path


@pytest.mark.parametrize("revision", ["0", "2", "-1", "01", "one", "9" * 5000])
def test_a_revision_that_never_was_is_not_found(first: Api, world: World, revision: str) -> None:
    """Whatever stands in its place."""
    assert "not-found" == first.get(f"/v1/reports/{world.first.report}/revisions/{revision}").code


def test_assessments_that_were_filed_are_counted_once(app: Flask, first: Api, world: World) -> None:
    """A repetition files nothing."""
    for _ in range(2):
        first.post("/v1/reports", filing(world), name="march")

    assert "hashlevy_assessments_total 1.0" in app.test_client().get("/metrics").text
