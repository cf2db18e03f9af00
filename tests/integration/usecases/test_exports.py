"""Exports are of one instant, add up, tie each line to what it is of, and come out again byte for byte."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pytest

from service.domain.canonical import read_canonical
from service.domain.errors import Forbidden, Nonsense, Unavailable
from service.domain.money import Money
from service.domain.periods import Period
from service.domain.principals import Principal
from service.domain.reports import CostLine, ProductionLine
from service.store import postgres_pool
from service.store.database import Database
from service.usecases.amend_report import amend_report
from service.usecases.draft_report import create_report
from service.usecases.exports.assessments import COLUMNS, export_assessments
from service.usecases.exports.export import Wanted
from service.usecases.exports.formats import Format
from service.usecases.exports.reports import export_reports
from service.usecases.exports.totals import Account, Exporting, read_totals
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.read import read_assessment
from service.usecases.relocate_farm import relocate_farm
from service.usecases.requests import NewPlace, NewReport
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from service.usecases.void_assessment import void_assessment
from tests.integration.usecases.conftest import command, content
from tests.integration.usecases.filing import (
    asked_by,
    authority_key,
    declared,
    file,
    new_farm,
    new_operator,
    operator_key,
)

QUARTERS: Final = [Period(date(2026, 1, 1), date(2026, 4, 1)), Period(date(2026, 4, 1), date(2026, 7, 1))]
KAZAKHSTAN: Final = authority_key("KZ")
NOTHING: Final = Wanted()
# An identifier, code, hash, day, instant, pointer or decimal, or several codes with blanks; and nothing at all.
_CELL: Final = re.compile(r"(-?[0-9]+(\.[0-9]+)?|/?[A-Za-z0-9_][A-Za-z0-9_.:@/ -]*)?", re.ASCII)


class Country:
    """Two operators with a farm each; one filed two quarters, and declared the first, the other filed a month."""

    def __init__(self, service: Service) -> None:
        """File them."""
        self.service = service
        self.first, self.second = new_operator(service), new_operator(service)
        self.farms = [new_farm(service, each) for each in (self.first, self.second)]
        self.filed = [file(service, self.farms[0], quarter) for quarter in QUARTERS]
        self.month = file(service, self.farms[1], Period(date(2026, 1, 1), date(2026, 2, 1)))
        self.declared = declared(service, self.first, self.filed[0]["assessments"][0]["id"])

    def amended(self) -> Any:
        """Amend the second quarter, saying the same again, and return what came of it."""
        report = self.filed[1]["report"]["id"]
        begun = amend_report(self.service, command(), report, f'"{report}-1"', "meter 4 was read twice")
        return submit_report(self.service, command(), report, begun.etag or "").document


@pytest.fixture
def country(service: Service) -> Country:
    """File for two operators."""
    return Country(service)


def exported(
    service: Service, principal: Principal = KAZAKHSTAN, wanted: Wanted = NOTHING, what: Exporting = export_assessments
) -> list[dict[str, Any]]:
    """Return the lines of an export, read as JSON Lines."""
    return [read_canonical(line) for line in written(service, Format.JSON_LINES, wanted, what, principal).splitlines()]


def written(
    service: Service,
    form: Format,
    wanted: Wanted = NOTHING,
    what: Exporting = export_assessments,
    principal: Principal = KAZAKHSTAN,
) -> bytes:
    """Return the bytes of an export."""
    pieces = Account(what(service, principal, wanted), (form,)).pieces()
    return b"".join(piece[form] for piece in pieces)


def test_a_line_is_tied_to_its_assessment_and_its_law(service: Service, country: Country) -> None:
    """By identifier, hash, version and evidence, as the assessment itself tells them."""
    line = exported(service)[0]

    told: Any = read_assessment(service, LOCAL_ADMINISTRATOR, line["assessment"])
    assert tuple(sorted(COLUMNS)) == tuple(line)
    assert country.filed[0]["assessments"][0]["id"] == line["assessment"]
    assert (told["document_sha256"], told["evidence"]) == (line["document_sha256"], line["evidence"])
    assert (f"{told['schedule']}@{told['version']}", told["version_sha256"]) == (line["rules"], line["rules_sha256"])
    assert told["total"] == {"amount": line["total"], "currency": line["currency"]}
    assert country.declared["id"] == line["declaration"]


def test_what_stands_is_exported_once_with_its_state(service: Service, country: Country) -> None:
    """The amendment takes the place of what it supersedes; a declared, an in-year and a voided one say so."""
    amended = country.amended()["assessments"][0]
    void_assessment(service, asked_by(operator_key(country.first)), amended["id"], "the wrong farm")

    lines = exported(service)

    month = country.month["assessments"][0]["id"]
    first = country.filed[0]["assessments"][0]["id"]
    assert [(first, "declared"), (month, "in-year"), (amended["id"], "voided")] == [
        (line["assessment"], line["state"]) for line in lines
    ]
    assert ("0.00", country.filed[1]["assessments"][0]["id"]) == (lines[2]["difference"], lines[2]["supersedes"])


def test_an_export_comes_out_again_whatever_is_recorded_later(service: Service, country: Country) -> None:
    """A declaration, a withdrawal, an amendment, a move to another country, and a new operator leave the bytes."""
    now = export_assessments(service, KAZAKHSTAN, NOTHING).known_at
    wanted = Wanted(known_at=now)
    before = [written(service, form, wanted, what) for form in Format for what in (export_assessments, export_reports)]

    declared(service, country.first, country.filed[1]["assessments"][0]["id"])
    month = country.month["assessments"][0]["id"]
    void_assessment(service, asked_by(operator_key(country.second)), month, "the wrong farm")
    country.amended()
    relocate_farm(service, command(), country.farms[1], NewPlace(date(2020, 1, 1), "RU-IRK", None))
    file(service, new_farm(service, new_operator(service)), QUARTERS[0])

    after = [written(service, form, wanted, what) for form in Format for what in (export_assessments, export_reports)]
    assert before == after
    assert before[0] != written(service, Format.CSV)
    assert before[1] != written(service, Format.CSV, NOTHING, export_reports)


def test_pages_are_one_file(service: Service, country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of one row give the bytes that a page of all gives, whatever is filed between two of them."""
    wanted = Wanted(known_at=export_assessments(service, KAZAKHSTAN, NOTHING).known_at)
    for what in (export_assessments, export_reports):
        whole = written(service, Format.CSV, wanted, what)
        for module in ("export", "assessments", "reports"):
            monkeypatch.setattr(f"service.usecases.exports.{module}.PAGE", 1)
        pieces = iter(Account(what(service, KAZAKHSTAN, wanted), (Format.CSV,)).pieces())
        begun = next(pieces)[Format.CSV] + next(pieces)[Format.CSV]
        if what is export_assessments:
            country.amended()

        assert whole == begun + b"".join(piece[Format.CSV] for piece in pieces)
        monkeypatch.undo()


def test_totals_are_those_of_the_lines_and_of_the_bytes(service: Service, country: Country) -> None:
    """Whoever adds up the column of the file, and hashes the file, finds what the totals say."""
    del country
    totals: Any = read_totals(export_assessments, service, KAZAKHSTAN, NOTHING)
    wanted = Wanted(known_at=datetime.fromisoformat(totals["known_at"]))

    rows = list(csv.DictReader(io.StringIO(written(service, Format.CSV, wanted).decode())))
    assert len(rows) == totals["lines"] == sum(each["lines"] for each in totals["sums"])
    for each in totals["sums"]:
        summed = [row for row in rows if all(row[name] == each[name] for name in ("schedule", "currency", "state"))]
        assert sum(Decimal(row["total"]) for row in summed) == Decimal(each["total"])
    for told, form in zip(totals["files"], Format, strict=True):
        file_ = written(service, form, wanted)
        assert (len(file_), hashlib.sha256(file_).hexdigest()) == (told["bytes"], told["sha256"])


def test_ranges_that_meet_share_no_line(service: Service, country: Country) -> None:
    """A tax period belongs to the range that it begins in: the quarters of a year are the year."""
    del country
    first, second = (exported(service, wanted=Wanted(start=quarter.start, end=quarter.end)) for quarter in QUARTERS)

    assert exported(service) == sorted([*first, *second], key=lambda line: str(line["assessment"]))
    assert [] != first
    assert [] != second


def test_an_authority_exports_what_is_its_own(service: Service, country: Country) -> None:
    """All of its country, or a part that it names; nothing of another's, which it is told when it names it."""
    del country
    assert [] == exported(service, authority_key("FI"))
    assert exported(service) == exported(service, wanted=Wanted(jurisdiction="KZ-71"))
    assert [] == exported(service, wanted=Wanted(jurisdiction="KZ-55"))
    assert exported(service) == exported(service, LOCAL_ADMINISTRATOR, Wanted(schedule="kz.digital_mining_fee"))
    with pytest.raises(Forbidden) as refused:
        export_assessments(service, KAZAKHSTAN, Wanted(jurisdiction="RU"))
    assert "foreign-jurisdiction" == refused.value.code


def test_an_operator_exports_what_is_its_own(service: Service, country: Country) -> None:
    """Its own lines, of assessments and of reports."""
    own = operator_key(country.second)
    assert {country.second} == {line["operator"] for line in exported(service, own)}
    assert {country.second} == {line["operator"] for line in exported(service, own, what=export_reports)}


def test_the_future_cannot_be_exported(service: Service) -> None:
    """It could be answered differently then."""
    with pytest.raises(Nonsense):
        export_assessments(service, KAZAKHSTAN, Wanted(known_at=datetime(2999, 1, 1, tzinfo=UTC)))


def test_every_stated_line_is_exported_and_a_nil_report_too(service: Service, country: Country) -> None:
    """Each with the pointer to it; what a report without any line says is that it came."""
    coin = ProductionLine("BTC", Decimal("1.50000000"), date(2026, 7, 2), Money(Decimal("65000.00"), "USD"))
    cost = CostLine("depreciation", Money(Decimal("1000.00"), "KZT"))
    third, fourth = Period(date(2026, 7, 1), date(2026, 8, 1)), Period(date(2026, 8, 1), date(2026, 9, 1))
    said = replace_content(third, production=(coin,), costs=(cost,))
    file(service, country.farms[0], third, said)
    nil = file(service, country.farms[0], fourth, replace_content(fourth, energy=()))
    amended = country.amended()["report"]

    lines = exported(service, what=export_reports)
    totals: Any = read_totals(export_reports, service, KAZAKHSTAN, NOTHING)

    assert [("/energy/0", "energy"), ("/production/0", "production"), ("/costs/0", "cost"), (None, "nil")] == [
        (line["line"], line["kind"]) for line in lines[3:]
    ]
    assert (2, amended["content_sha256"]) == (lines[1]["revision"], lines[1]["content_sha256"])
    assert ("1.50000000", "65000.00", "USD") == (lines[4]["quantity"], lines[4]["unit_price"], lines[4]["currency"])
    assert nil["report"]["content_sha256"] == lines[6]["content_sha256"]
    assert [
        ("cost", "cost", "KZT", 1, "1000.00"),
        ("energy", "cost", "KZT", 4, "600000000.00"),
        ("energy", "kwh", "kWh", 4, "40000000"),
        ("nil", None, None, 1, None),
        ("production", "quantity", "BTC", 1, "1.5"),
    ] == [tuple(each.values()) for each in totals["sums"]]


def replace_content(period: Period, **said: Any) -> Any:
    """State a period, with something else than energy alone."""
    return content(period=period)._replace(**said)


@pytest.mark.parametrize("what", [export_assessments, export_reports], ids=["assessments", "reports"])
def test_no_cell_is_free_text(service: Service, country: Country, what: Exporting) -> None:
    """What taxpayers write could be a formula to a spreadsheet; identifiers, codes, days and figures are none."""
    said = content(period=QUARTERS[1])
    request = NewReport(country.farms[1], "=HYPERLINK(1)", said, submit=True)
    report: Any = create_report(service, command(), request).document["report"]
    begun = amend_report(service, command(), report["id"], f'"{report["id"]}-1"', "=1+1")
    submit_report(service, command(), report["id"], begun.etag or "")

    for row in csv.reader(io.StringIO(written(service, Format.CSV, what=what).decode())):
        assert [] == [cell for cell in row if not _CELL.fullmatch(cell)]


def test_a_draft_is_not_exported(service: Service, country: Country) -> None:
    """It may change or go without a trace."""
    before = exported(service, what=export_reports)
    drafted = NewReport(country.farms[1], None, content(period=QUARTERS[1]), submit=False)
    create_report(service, command(), drafted)

    assert before == exported(service, what=export_reports)


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_an_instant_is_settled_only_when_those_who_write_have_ended(
    service: Service, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filing that has asked the time, and is not committed yet, is waited for: else it would come in afterwards."""
    monkeypatch.setitem(postgres_pool.SETTINGS, "lock_timeout", "200ms")
    other = replace(service, database=Database(service.store.url))
    with service.store.unit_of_work() as filing:
        filing.lock_operator(country.farms[0])
        filing.use_knowledge()
        with pytest.raises(Unavailable) as refused:
            export_assessments(other, KAZAKHSTAN, NOTHING)

    assert "busy" == refused.value.code
    assert 3 == len(exported(other))
    other.store.close()
