"""Where the law no longer concerns what was assessed, a reassessment comes to nothing, and says why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from service.domain.canonical import canonical, read_canonical
from service.domain.periods import Period
from service.store.database import Database
from service.usecases.disclose import disclose
from service.usecases.draft_report import create_report
from service.usecases.exports.assessments import export_assessments
from service.usecases.exports.export import Wanted
from service.usecases.exports.formats import Format
from service.usecases.exports.totals import Account
from service.usecases.inclusion import Receipt
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.publish_law import withdraw_version
from service.usecases.read_statement import read_statement
from service.usecases.reassess import read_differences
from service.usecases.reassessments import Wanted as Chosen
from service.usecases.reassessments import read_job, reassess_many, work_on_a_job
from service.usecases.relocate_farm import relocate_farm
from service.usecases.replay import replay
from service.usecases.requests import NewPlace, NewReport, ReportContent, StatementRequest
from service.verifier.disclosure import read_disclosure
from service.verifier.recomputation import compute
from tests.integration.usecases.conftest import command
from tests.integration.usecases.levy import World, law


@pytest.fixture
def world(migrated_url: str, tmp_path: Path) -> Iterator[World]:
    """Give a service over the test law."""
    database = Database(migrated_url)
    yield World(database, tmp_path)
    database.close()


def struck(world: World) -> None:
    """Withdraw the only version of the levy: a court found that it never was law."""
    withdraw_version(world.service, command(), "xa.levy", "1", "struck down")


def chain(world: World, last: Any) -> list[Any]:
    """Return an assessment and all that it took the place of, the latest first."""
    found = [last]
    while found[-1]["supersedes"] is not None:
        found.append(world.read(found[-1]["supersedes"]))
    return found


def test_law_that_never_was_leaves_an_assessment_at_nothing(world: World) -> None:
    """Its difference is minus the whole, of every line, by a correction of the law; nothing stale is left."""
    world.price("2000")
    before = world.file("1100", "1")
    struck(world)

    after = world.reassess(before["id"])

    assert ("212.00", "0.00", "-212.00") == tuple(
        each["amount"] for each in (before["total"], after["total"], after["difference"])
    )
    assert {"law-correction"} == {each["cause"] for each in after["differences"]}
    assert {line["id"] for line in before["lines"]} == {each["line"] for each in after["differences"]}
    assert ["-212.00"] == [each["difference"] for each in after["differences"] if each["result"]]
    assert ([], [], False, ["nowhere-in-force"]) == tuple(
        after[name] for name in ("lines", "stale", "in_year", "flags")
    )
    assert [(None, "unknown-at")] == [(each["version"], each["reason"]) for each in after["segments"]]


def test_a_part_of_a_tax_period_is_at_nothing_as_a_whole(world: World) -> None:
    """Where no law is, nothing is left to report."""
    january = ReportContent(Period(date(2025, 1, 1), date(2025, 2, 1)), (), (), ())
    filed: Any = create_report(world.service, command(), NewReport(world.farm, None, january, submit=True)).document
    before = filed["assessments"][0]
    struck(world)

    after = world.reassess(before["id"])

    assert (True, False) == (before["in_year"], after["in_year"])
    with world.database.reading() as reading:
        kept = reading.assessment(after["id"])
    assert kept is not None
    assert not kept.in_year
    assert replay(world.service, LOCAL_ADMINISTRATOR, after["id"])["identical"]


def test_it_replays_and_its_differences_are_told_again(world: World) -> None:
    """As any other; so does the one whose place it took."""
    before = world.file("1100")
    struck(world)
    after = world.reassess(before["id"])

    assert all(replay(world.service, LOCAL_ADMINISTRATOR, each["id"])["identical"] for each in (before, after))
    told = read_differences(world.service, LOCAL_ADMINISTRATOR, after["id"])
    assert after["differences"] == told["differences"]


def test_whoever_has_it_disclosed_computes_it_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this service: from the law, which says that it was withdrawn, and what was stated."""
    before = world.file("1100")
    struck(world)
    after = world.reassess(before["id"])
    monkeypatch.setattr("service.usecases.disclose.receipt", lambda *_: Receipt("", None))  # no log grows here

    shown = read_disclosure(canonical(disclose(world.service, LOCAL_ADMINISTRATOR, after["id"], ())))

    assert shown.result is not None
    assert shown.result == compute(shown, read_canonical(shown.result))


def test_whatever_comes_and_goes_the_differences_sum_to_the_last_total(world: World) -> None:
    """Law that was struck down, is enacted after the fact, and struck down again."""
    first = world.file("1100")
    struck(world)
    nothing = world.reassess(first["id"])
    (world.folder / "xa" / "levy" / "1.yaml").unlink()
    law(world.folder, "2", rate="0.05", above="25.00")
    world.learn()
    assert ["law"] == [mark["reason"] for mark in world.read(nothing["id"])["stale"]]
    enacted = world.reassess(nothing["id"])
    withdraw_version(world.service, command(), "xa.levy", "2", "struck down again")

    last = world.reassess(enacted["id"])

    assert ("15.00", {"law-correction"}) == (
        enacted["difference"]["amount"], {each["cause"] for each in enacted["differences"]},
    )  # fmt: skip
    differences = [Decimal(each["difference"]["amount"]) for each in chain(world, last)[:-1]]
    assert Decimal(first["total"]["amount"]) + sum(differences) == Decimal(last["total"]["amount"]) == 0


def test_a_farm_that_never_was_there_leaves_nothing_too(world: World) -> None:
    """By facts, not by law; and back again when it turns out that it was."""
    before = world.file("1100")
    relocate_farm(world.service, command(), world.farm, NewPlace(None, "XB", None))

    elsewhere = world.reassess(before["id"])
    relocate_farm(world.service, command(), world.farm, NewPlace(None, "XA-N", None))
    back = world.reassess(elsewhere["id"])

    assert ("-12.00", "12.00") == (elsewhere["difference"]["amount"], back["difference"]["amount"])
    assert {"facts-amended"} == {each["cause"] for made in (elsewhere, back) for each in made["differences"]}
    assert before["lines"] == back["lines"]
    assert replay(world.service, LOCAL_ADMINISTRATOR, elsewhere["id"])["identical"]


def test_a_job_does_it_for_all(world: World) -> None:
    """None is left that failed."""
    for farm in (world.farm, world.another_farm()):
        world.file("1100", farm=farm)
    struck(world)

    job: Any = reassess_many(world.service, command(), Chosen()).document
    while work_on_a_job(world.database, world.clock):
        pass

    done: Any = read_job(world.service, LOCAL_ADMINISTRATOR, job["id"])
    assert (2, 0) == (done["done"], done["failed"])


def test_nothing_is_owed_by_it_and_the_export_says_so(world: World) -> None:
    """The statement has the whole and minus the whole; the file names the version whose effect went."""
    before = world.file("1100")
    struck(world)
    after = world.reassess(before["id"])

    statement: Any = read_statement(
        world.service, LOCAL_ADMINISTRATOR, StatementRequest(before["operator"], None, None)
    )
    pieces = Account(export_assessments(world.service, LOCAL_ADMINISTRATOR, Wanted()), (Format.JSON_LINES,)).pieces()
    (line,) = [read_canonical(each) for piece in pieces for each in piece[Format.JSON_LINES].splitlines()]

    (account,) = statement["accounts"]
    assert {"return": None, "payment": None, "waived_by": None} == account["debts"][0]["terms"]
    assert ("12.00", "-12.00", "0.00", []) == tuple(
        account[name] for name in ("assessed", "differences", "balance", "gaps")
    )
    assert (after["id"], "0.00", "xa.levy@1", "verified") == tuple(
        line[name] for name in ("assessment", "total", "rules", "evidence")
    )
