"""The terminal does what HTTP does, on the same database, with the agreed exit codes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from click.testing import CliRunner

from service.app import create_app
from service.audit.sequencing import sequence_pending
from service.cli.main import hashlevy
from service.clock import system_clock
from service.config import Config
from service.domain.canonical import canonical
from service.domain.clock import instant_text
from service.http.context import SERVICE
from service.store.database import Database
from service.store.grants import DatabaseRole
from tests.integration.terminals import Terminal, line, told

ROOT = Path(__file__).parents[2]
ESTIMATE = (ROOT / "examples/estimates/us-ny-terawulf-2024.json").read_text(encoding="utf-8")
QUARTER = {"start": "2025-01-01", "end": "2025-04-01"}


def farm_of(terminal: Terminal) -> str:
    """Register an operator with a farm in Pavlodar region, and return the farm."""
    operator = told(terminal("operators", "register", "--kind", "legal_entity", "--name", "Steppe Hash LLP"))
    place = ("--region", "KZ-55", "--time-zone", "Asia/Almaty")
    identifier: str = told(terminal("farms", "register", "--operator", operator["id"], "--name", "Hall", *place))["id"]
    return identifier


def test_an_estimate_needs_no_database_and_makes_none(tmp_path: Path) -> None:
    """Without one, the shipped law counts; asking must not leave an empty file behind."""
    database = tmp_path / "never.db"

    runner = CliRunner(env={"DATABASE_URL": f"sqlite:///{database}"})
    answer = told(runner.invoke(hashlevy, ["estimate", "-"], input=ESTIMATE))

    assert "11005001.15" == answer["assessments"][0]["total"]["amount"]
    assert not database.exists()


def test_an_estimate_on_a_database_that_is_not_migrated_uses_the_shipped_law(terminal: Terminal) -> None:
    """An empty database is no database."""
    assert "none" == told(terminal("estimate", "-", sent=ESTIMATE))["legal_effect"]


def test_an_estimate_is_the_same_as_over_http(prepared: Terminal, database_url: str) -> None:
    """One truth about shape and law: the two documents are equal."""
    request = json.loads(ESTIMATE) | {"known_at": instant_text(system_clock())}
    app = create_app(replace(Config.from_environment(), database_url=database_url))

    over_http = app.test_client().post("/v1/estimates", json=request)
    app.extensions[SERVICE].store.close()

    assert over_http.get_json() == told(prepared("estimate", "-", sent=json.dumps(request)))


def test_a_refused_estimate_is_a_problem_on_standard_error(terminal: Terminal) -> None:
    """Exit code 1, nothing on standard output, every fault with its pointer."""
    refused = terminal("estimate", "-", sent='{"operator": {"kind": "king"}, "region": "KZ"}')

    assert (1, "") == (refused.exit_code, refused.stdout)
    problem = json.loads(refused.stderr)
    assert ("validation-failed", 422, "-") == (problem["code"], problem["status"], problem["instance"])
    assert {"/operator/kind", "/period", "/energy"} == {error["pointer"] for error in problem["errors"]}


def test_an_estimate_can_be_explained_in_either_language(terminal: Terminal) -> None:
    """The reasons in words instead of JSON."""
    english = terminal("estimate", "-", "--explain", "en", sent=ESTIMATE).stdout
    russian = terminal("estimate", "-", "--explain", "ru", sent=ESTIMATE).stdout

    assert "us_ny.pow_excise@s8518 (proposed, verified)" in english
    assert "2,250,000 kWh" in english
    assert "Акциз" in russian


def test_a_report_is_filed_amended_and_replayed(prepared: Terminal) -> None:
    """The life of a report, from one terminal."""
    report = {"farm": farm_of(prepared), "period": QUARTER, "energy": [line("10000000")]}

    filed = told(prepared("reports", "file", "-", sent=json.dumps(report)))
    first, number = filed["assessments"][0], filed["report"]["id"]
    change = json.dumps({"energy": [line("10400000")]})
    amended = told(prepared("reports", "amend", number, "-", "--reason", "read again", sent=change))["assessments"][0]

    assert ["20000000.00", "20800000.00"] == [each["total"]["amount"] for each in (first, amended)]
    assert (first["id"], "800000.00") == (amended["supersedes"], amended["difference"]["amount"])
    assert told(prepared("assessments", "replay", first["id"]))["identical"]
    assert "10,000,000 kWh at 2" in prepared("assessments", "trace", first["id"]).stdout
    assert 2 == told(prepared("reports", "show", number))["revision"]
    listed = prepared("assessments", "list", "--report", number).stdout
    assert [first["id"], amended["id"]] == [row.split()[0] for row in listed.splitlines()[1:]]


def test_an_amendment_that_was_refused_can_be_mended(prepared: Terminal) -> None:
    """The first try leaves a draft; the second changes that draft and submits it."""
    report = {"farm": farm_of(prepared), "period": QUARTER, "energy": [line("1")]}
    number = told(prepared("reports", "file", "-", sent=json.dumps(report)))["report"]["id"]
    outside = {"energy": [line("2") | {"start": "2024-12-01", "end": "2025-01-01"}]}

    refused = prepared("reports", "amend", number, "-", "--reason", "read again", sent=json.dumps(outside))
    mended = prepared("reports", "amend", number, "-", "--reason", "again", sent=json.dumps({"energy": [line("2")]}))

    assert 1 == refused.exit_code
    assert "/energy/0" in refused.stderr
    assert 2 == told(mended)["report"]["revision"]


def test_a_key_is_shown_once_and_can_be_revoked(prepared: Terminal) -> None:
    """The list never shows a secret."""
    issued = told(prepared("keys", "issue", "--name", "accounting", "--role", "administrator"))
    listed = prepared("keys", "list", "--json").stdout

    assert issued["secret"].startswith("hashlevy_")
    assert issued["secret"] not in listed
    assert told(prepared("keys", "revoke", issued["id"]))["revoked"]


def test_the_audit_log_is_listed_in_its_order_from_any_position(prepared: Terminal, database_url: str) -> None:
    """Once the worker has given events their places, they are read from there on, without gaps."""
    database = Database(database_url)
    while sequence_pending(database.acting_as(DatabaseRole.SEQUENCER)):
        pass
    database.close()

    listed = [json.loads(row) for row in prepared("audit", "list", "--json").stdout.splitlines()]
    later = prepared("audit", "list", "--after", "3").stdout.splitlines()

    assert list(range(len(listed))) == [event["position"] for event in listed]
    assert {"schedule.recorded", "calendar.recorded"} == {event["type"] for event in listed}
    assert len(listed) - 4 == len(later) - 1


def test_commands_on_a_database_that_is_not_migrated_say_what_to_run(terminal: Terminal) -> None:
    """The refusal names the command that mends it."""
    refused = terminal("operators", "list")

    assert 1 == refused.exit_code
    assert "db upgrade" in refused.stderr


def test_the_database_is_brought_up_and_down_and_says_where_it_is(terminal: Terminal) -> None:
    """`check` agrees only with what this release declares."""
    assert "base" == terminal("db", "current").stdout.strip()
    assert 1 == terminal("db", "check").exit_code
    assert 0 == terminal("db", "upgrade").exit_code
    assert "as declared" in terminal("db", "check").stdout
    assert 0 == terminal("db", "downgrade", "base", "--yes").exit_code
    assert "base" == terminal("db", "current").stdout.strip()


def test_prices_are_imported_and_a_date_that_differs_is_told(prepared: Terminal) -> None:
    """Standard output stays JSON; what a person should notice goes to standard error."""
    answer = str(ROOT / "tests/fixtures/central_banks/cbr_xml_daily_2023-09-27_excerpt.xml")

    imported = prepared("prices", "import", answer, "--asked-for", "2023-09-28")
    again = prepared("prices", "import", answer)

    assert "asked for 2023-09-28, the list is of 2023-09-27: recorded for 2023-09-27\n" == imported.stderr
    assert (7, 0) == (told(imported)["recorded"], told(again)["recorded"])
    assert "KZT/RUB" in prepared("prices", "list").stdout


def test_a_file_of_prices_that_cannot_be_read_names_line_and_field(prepared: Terminal) -> None:
    """For people, on standard error, with exit code 1."""
    refused = prepared("prices", "import", "-", sent="asset,currency,date,price,source,method\nBTC,USD,x,1,s,m\n")

    assert 1 == refused.exit_code
    assert "/2/date: line 2, date: found 'x'" in refused.stderr


def test_recorded_prices_value_the_coins_of_an_estimate(prepared: Terminal) -> None:
    """With a migrated database an estimate uses its prices; without a price it is refused, never zero."""
    request = {
        "operator": {"kind": "legal_entity"}, "region": "RU-IRK", "zone": "bratsk",
        "period": {"start": "2025-01-01", "end": "2025-02-01"}, "schedules": ["ru.mining_profit_tax"], "energy": [],
        "production": [{"asset": "BTC", "quantity": "2", "received_on": "2025-01-13"}],
    }  # fmt: skip
    without = prepared("estimate", "-", sent=json.dumps(request))
    dynamic = str(ROOT / "tests/fixtures/central_banks/cbr_xml_dynamic_usd_2025-01.xml")
    assert 0 == prepared("prices", "import", dynamic).exit_code
    price = "asset,currency,date,price,source,method\nBTC,USD,2025-01-12,94500.00,exchange,daily close\n"
    assert 0 == prepared("prices", "import", "-", sent=price).exit_code

    valued = told(prepared("estimate", "-", sent=json.dumps(request)))["assessments"][0]

    assert "price-unavailable" == json.loads(without.stderr)["code"]
    # 2 BTC at 94500.00 USD of the 12th, at 101.9146 RUB of the 11th: 19,261,859.40 RUB; 8 % and 17 %, each in roubles.
    assert "4815465.00" == valued["total"]["amount"]


def test_a_statement_is_drawn_in_the_terminal(prepared: Terminal) -> None:
    """A payment is noted and taken away, rates are imported, and the account is shown as a table and as JSON."""
    farm = farm_of(prepared)
    body = {"farm": farm, "period": QUARTER, "energy": [line("1000000")]}
    assert 0 == prepared("reports", "file", "-", sent=json.dumps(body)).exit_code
    (operator,) = (json.loads(row)["id"] for row in prepared("operators", "list", "--json").stdout.splitlines())
    paid = ("--jurisdiction", "KZ", "--paid-on", "2025-05-25", "--amount", "2000000", "--currency", "KZT")
    noted = told(prepared("payments", "note", operator, *paid, "--reference", "order 1"))
    told(prepared("payments", "reverse", noted["id"], "--reference", "order 1, void", "--reason", "bounced"))
    told(prepared("rates", "import", "-", sent="series,since,rate,source\nkz.base_rate,2025-01-01,0.10,illustrative\n"))

    statement = told(prepared("statement", operator, "--json"))
    (account,) = statement["accounts"]
    assert ("2000000.00", "0.00", True) == (account["assessed"], account["paid"], statement["complete"])
    assert Decimal(account["balance"]) == Decimal(account["assessed"]) + Decimal(account["interest"])
    assert "kz.digital_mining_fee 2025-01-01 .. 2025-04-01" in prepared("statement", operator).stdout
    assert "order 1, void" in prepared("payments", "list", operator).stdout
    assert "illustrative" in prepared("rates", "list", "kz.base_rate").stdout
    known_at = statement["known_at"]
    assert statement == told(prepared("statement", operator, "--known-at", known_at, "--json"))
    assert (2, 1) == tuple(
        prepared("statement", operator, "--known-at", at).exit_code for at in ("yesterday", "2199-01-01T00:00:00Z")
    )


def test_an_aftermath_is_no_schedule_for_a_report(terminal: Terminal) -> None:
    """It charges what is late; whoever names it for an estimate of tax is told so."""
    asked = json.loads(ESTIMATE) | {"schedules": ["ru.late_interest"]}
    refused = terminal("estimate", "-", sent=json.dumps(asked))

    assert (1, "schedule-not-applicable") == (refused.exit_code, json.loads(refused.stderr)["code"])


def test_late_interest_is_estimated_in_the_terminal(terminal: Terminal) -> None:
    """Without a database, at the rates that the file states; what is refused is a problem."""
    body = {
        "schedule": "ru.late_interest",
        "operator": {"kind": "legal_entity"},
        "amount": {"amount": "1000000.00", "currency": "RUB"},
        "due_on": "2025-03-28",
        "as_of": "2025-07-06",
        "rates": [{"since": "2025-01-01", "rate": "0.20"}],
    }

    answer = told(terminal("late-interest", "-", sent=json.dumps(body)))
    refused = terminal("late-interest", "-", sent=json.dumps(body | {"rates": None}))

    assert {"amount": "106666.67", "currency": "RUB"} == answer["interest"]
    assert (1, "reference-rate-missing") == (refused.exit_code, json.loads(refused.stderr)["code"])


def test_what_is_held_of_an_operator_is_listed_and_hashed(prepared: Terminal) -> None:
    """Each item as JSON on a line of its own; the hash over all of them, told beside, is that of these lines."""
    farm = farm_of(prepared)
    report = {"farm": farm, "period": QUARTER, "energy": [line("1000")]}
    filed = told(prepared("reports", "file", "-", sent=json.dumps(report)))

    held = prepared("holdings", filed["report"]["operator"], "--json")

    items = [json.loads(each) for each in held.stdout.splitlines()]
    assert [filed["assessments"][0]["id"], filed["report"]["id"]] == [item["id"] for item in items]
    digest = hashlib.sha256(b"".join(canonical(item) + b"\n" for item in items)).hexdigest()
    assert f"2 items, sha256 {digest}, known at " in held.stderr
    assert 2 == prepared("holdings", filed["report"]["operator"], "--known-at", "yesterday").exit_code


def test_the_terminal_shows_what_was_known_at_an_instant(prepared: Terminal) -> None:
    """Farms, reports, assessments and prices; an instant that is none is refused before anything is asked."""
    before = instant_text(system_clock())
    price = "asset,currency,date,price,source,method\nBTC,USD,2025-01-01,65000,s,m\n"
    assert 0 == prepared("prices", "import", "-", sent=price).exit_code
    farm = farm_of(prepared)
    stated = {"farm": farm, "period": QUARTER, "energy": [line("1")]}
    filed = told(prepared("reports", "file", "-", sent=json.dumps(stated)))
    known = ("--known-at", instant_text(system_clock()))

    for things in ("operators", "farms", "reports", "assessments", "prices"):
        assert "none\n" == prepared(things, "list", "--known-at", before).stdout
        assert prepared(things, "list").stdout == prepared(things, "list", *known).stdout
    for things, thing in (("reports", filed["report"]["id"]), ("assessments", filed["assessments"][0]["id"])):
        assert told(prepared(things, "show", thing)) == told(prepared(things, "show", thing, *known))
        assert 1 == prepared(things, "show", thing, "--known-at", before).exit_code
    days = ("--start", "2025-01-01", "--end", "2025-02-01")
    assert "65000" == told(prepared("prices", "show", "BTC/USD", *days, *known))["items"][0]["price"]
    assert 1 == prepared("prices", "show", "BTC/USD", *days, "--known-at", before).exit_code
    assert 2 == prepared("farms", "list", "--known-at", "yesterday").exit_code
