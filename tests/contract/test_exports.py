"""Exports over HTTP: two formats of the same lines, the instant in a header, the totals behind a link."""

import csv
import hashlib
import io
import re
from typing import Any, Final, NoReturn
from urllib.parse import urlencode

import pytest
from flask import Flask

from service.domain.errors import Unavailable
from service.store.reading import Reading
from tests.api import Api, Reply
from tests.openapi import specification
from tests.world import World

SCHEMAS: Final = {
    "assessments": "ExportedAssessment",
    "reports": "ExportedReportLine",
    "payments": "ExportedPayment",
    "statements": "ExportedStatementLine",
}
EXPORTS: Final = tuple(SCHEMAS)
RANGE: Final = {"from": "2025-01-01", "to": "2026-01-01"}
JSON_LINES: Final = "application/jsonl"
CSV: Final = "text/csv"


@pytest.fixture
def authority(standing_app: Flask, world: World) -> Api:
    """Ask as the authority of Kazakhstan."""
    return Api(standing_app, world.authority)


def rows(reply: Reply) -> list[dict[str, str]]:
    """Read a file in CSV."""
    return list(csv.DictReader(io.StringIO(reply.body.decode(), newline="")))


def cell(value: Any) -> str:
    """Write a member as CSV has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


@pytest.mark.parametrize("name", EXPORTS)
def test_both_formats_have_the_same_members_and_lines(authority: Api, name: str) -> None:
    """A cell is empty where a member is null; the header row has the names that are described, in their order."""
    table, lines = (authority.get(f"/v1/exports/{name}", Accept=form) for form in (CSV, JSON_LINES))

    described = specification()["components"]["schemas"][SCHEMAS[name]]["required"]
    assert described == list(rows(table)[0])
    assert ("text/csv; charset=utf-8; header=present", JSON_LINES) == (
        table.headers["Content-Type"],
        lines.headers["Content-Type"],
    )
    assert rows(table) == [{member: cell(line[member]) for member in described} for line in lines.document]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, CSV),
        ("*/*", CSV),
        ("text/html,application/xhtml+xml,*/*;q=0.8", CSV),
        (JSON_LINES, JSON_LINES),
        (f"{CSV};q=0.5, {JSON_LINES}", JSON_LINES),
        ("application/*", JSON_LINES),
    ],
)
def test_the_format_is_the_one_that_is_taken_best(authority: Api, accept: str | None, expected: str) -> None:
    """By Accept (RFC 9110, 12.5.1); CSV where both are as good."""
    asked = {} if accept is None else {"Accept": accept}
    reply = authority.get("/v1/exports/reports", **asked)

    assert expected == reply.headers["Content-Type"].partition(";")[0]
    assert "Accept" == reply.headers["Vary"]


@pytest.mark.parametrize("name", EXPORTS)
def test_the_instant_of_a_file_gives_the_same_file_again(authority: Api, name: str) -> None:
    """Its header names it; the name of the file does, too."""
    reply = authority.get(f"/v1/exports/{name}?jurisdiction=KZ")
    known_at = reply.headers["Hashlevy-Known-At"]

    again = authority.get(f"/v1/exports/{name}?jurisdiction=KZ&known_at={known_at}")

    assert reply.body == again.body
    assert reply.headers["Content-Disposition"] == again.headers["Content-Disposition"]
    assert f'{name}-{known_at.replace(":", "")}.csv"' in reply.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "asked"),
    [(name, {"as_of": "2026-01-01"} if name == "statements" else RANGE) for name in EXPORTS],
    ids=EXPORTS,
)
def test_the_link_leads_to_the_totals_of_this_very_file(authority: Api, name: str, asked: dict[str, str]) -> None:
    """With the same parameters and the instant; the length and the hash are those of the body."""
    reply = authority.get(f"/v1/exports/{name}?{urlencode(asked)}")
    match = re.fullmatch(r'<(.+)>; rel="describedby"', reply.headers["Link"])
    assert match is not None

    totals = authority.get(match[1]).document

    assert reply.headers["Hashlevy-Known-At"] == totals["known_at"]
    assert "KZ" == totals["jurisdiction"]
    assert asked == {member: totals[member] for member in asked}
    assert len(rows(reply)) == totals["lines"]
    file = {"media_type": CSV, "bytes": len(reply.body), "sha256": hashlib.sha256(reply.body).hexdigest()}
    assert file == totals["files"][0]


@pytest.mark.parametrize("path", [f"/v1/exports/{name}{totals}" for name in EXPORTS for totals in ("", "/totals")])
def test_nobody_exports_what_is_anothers(standing_app: Flask, world: World, path: str) -> None:
    """An operator gets its own lines, an accountant those of both, an authority elsewhere none."""
    api = Api(standing_app)

    def lines(key: str) -> int:
        reply = api.bearing(key).get(path)
        return reply.document["lines"] if path.endswith("totals") else len(rows(reply))

    own, *others = (lines(key) for key in (world.first.key, world.accountant, world.authority, world.administrator))
    assert [2 * own] * 3 == others
    assert own
    assert 0 == lines(world.foreign_authority)
    assert 401 == api.get(path).status
    foreign = api.bearing(world.foreign_authority).get(f"{path}?jurisdiction=KZ")
    assert (403, "foreign-jurisdiction") == (foreign.status, foreign.code)


def test_a_key_without_the_scope_exports_nothing(standing_app: Flask, world: World) -> None:
    """Whoever may not read the list may not have the file."""
    administrator = Api(standing_app, world.administrator)
    wanted = {"name": "Farms only", "role": "authority", "jurisdiction": "KZ", "scopes": ["farms:read"]}
    blind = administrator.bearing(administrator.post("/v1/keys", wanted).document["secret"])

    for name in EXPORTS:
        assert "insufficient-scope" == blind.get(f"/v1/exports/{name}").code
        assert "insufficient-scope" == blind.get(f"/v1/exports/{name}/totals").code


def test_an_export_of_sandboxes_is_theirs_alone(standing_app: Flask, world: World) -> None:
    """A key of the other world finds nothing of the live one."""
    administrator = Api(standing_app, world.administrator)
    wanted = {"name": "Trial", "role": "administrator", "sandbox": True}
    sandbox = administrator.bearing(administrator.post("/v1/keys", wanted).document["secret"])

    assert [[]] * len(EXPORTS) == [rows(sandbox.get(f"/v1/exports/{name}")) for name in EXPORTS]


def broken(*_: object, **__: object) -> NoReturn:
    """Fail as the store does when its database is gone."""
    raise Unavailable("database-unreachable", "Broken for this test.")


def test_what_fails_before_the_first_page_is_a_problem(authority: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a status to say so as yet."""
    monkeypatch.setattr(Reading, "exported_revisions", broken)

    assert "database-unreachable" == authority.get("/v1/exports/reports").code


def test_what_fails_later_breaks_the_file_off(authority: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """So nobody takes half a file for the whole."""
    monkeypatch.setattr("service.usecases.exports.export.PAGE", 1)
    monkeypatch.setattr("service.usecases.exports.reports.PAGE", 1)
    read = Reading.exported_revisions

    def read_once(*asked: Any) -> Any:
        monkeypatch.setattr(Reading, "exported_revisions", broken)
        return read(*asked)

    monkeypatch.setattr(Reading, "exported_revisions", read_once)

    with pytest.raises(Unavailable):
        authority.get("/v1/exports/reports")


@pytest.mark.parametrize("parameter", ["schedule=kz.digital_mining_fee", "from=2026-01-01", "to=2026-01-01"])
def test_statements_are_of_a_day_and_of_no_range(authority: Api, parameter: str) -> None:
    """Without the lines before it a balance would be of nothing."""
    assert "invalid-parameter" == authority.get(f"/v1/exports/statements?{parameter}").code


@pytest.mark.parametrize("query", ["jurisdiction=kz", "from=2025-02-30", "to=1999-01-01", "schedule=a", "known_at=now"])
def test_parameters_are_read_strictly(authority: Api, query: str) -> None:
    """As everywhere."""
    assert "invalid-parameter" == authority.get(f"/v1/exports/assessments?{query}").code


def test_reports_are_under_no_schedule(authority: Api) -> None:
    """A parameter that would do nothing is refused."""
    assert "invalid-parameter" == authority.get("/v1/exports/reports?schedule=kz.digital_mining_fee").code
