"""A receipt that is stated to the instant is of its day where the law is, and in no tax period twice or never."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from service.domain.errors import Conflict, Nonsense
from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import OperatorKind, Place, ProductionLine, Statement
from service.usecases.amend_report import amend_report
from service.usecases.draft_report import change_draft, create_report
from service.usecases.estimate import estimate
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.lock_period import NewLock, lock_period
from service.usecases.reassess import reassess
from service.usecases.register import register_farm, register_operator
from service.usecases.replay import replay
from service.usecases.requests import EstimateRequest, NewReport, RegisterFarm, RegisterOperator, ReportContent
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from tests.integration.usecases.conftest import TickingClock, command
from tests.integration.usecases.filing import asked_by, authority_key, new_farm, new_operator

DECEMBER, JANUARY = Period(date(2025, 12, 1), date(2026, 1, 1)), Period(date(2026, 1, 1), date(2026, 2, 1))
# Half past one of New Year's night in Novosibirsk, and still the old year in Moscow.
NEW_YEARS_NIGHT = datetime(2025, 12, 31, 18, 30, tzinfo=UTC)
TAX = "ru.mining_profit_tax"


@pytest.fixture
def farm(service: Service) -> str:
    """Register a farm four hours east of the time that its law keeps."""
    kind = OperatorKind.LEGAL_ENTITY
    operator = register_operator(service, command(), RegisterOperator(kind, "OOO", None)).document["id"]
    request = RegisterFarm(operator, "Hangar", "RU-NVS", None, "Asia/Novosibirsk", date(2025, 12, 1), None)
    identifier: str = register_farm(service, command(), request).document["id"]
    return identifier


def coins(worth: str, received: date | datetime) -> ProductionLine:
    """Receive one coin."""
    price = Money(Decimal(worth), "RUB")
    if isinstance(received, datetime):
        return ProductionLine("BTC", Decimal(1), None, price, received)
    return ProductionLine("BTC", Decimal(1), received, price)


def file(service: Service, farm: str, period: Period, *production: ProductionLine) -> Any:
    """File a month of nothing but coins."""
    content = ReportContent(period, (), production, ())
    return create_report(service, command(), NewReport(farm, None, content, submit=True)).document


def amend(service: Service, filed: Any, *production: ProductionLine) -> Any:
    """Amend it to other coins."""
    report, revision = filed["report"]["id"], filed["report"]["revision"]
    begun = amend_report(service, command(), report, f'"{report}-{revision}"', "looked up again")
    start, end = (date.fromisoformat(filed["report"]["period"][name]) for name in ("start", "end"))
    content = ReportContent(Period(start, end), (), production, ())
    changed = change_draft(service, command(), report, str(begun.etag), content)
    return submit_report(service, command(), report, str(changed.etag)).document


def totals(filed: Any) -> dict[str, tuple[str, str | None]]:
    """Return what each year's tax came to, and by how much it changed."""
    return {
        each["tax_period"]["start"]: (each["total"]["amount"], each["difference"] and each["difference"]["amount"])
        for each in filed["assessments"]
        if each["schedule"] == TAX
    }


def test_new_years_night_in_novosibirsk_is_of_the_old_year_in_moscow(service: Service, farm: str) -> None:
    """January's report goes into the tax of two years, next to December's."""
    file(service, farm, DECEMBER, coins("1000", date(2025, 12, 15)))

    january = file(service, farm, JANUARY, coins("100", NEW_YEARS_NIGHT), coins("40", date(2026, 1, 1)))

    assert {"2025-01-01": ("275.00", "25.00"), "2026-01-01": ("10.00", None)} == totals(january)
    years = {each["tax_period"]["start"]: each for each in january["assessments"] if each["schedule"] == TAX}
    assert [2, 1] == [len(each["reports"]) for each in years.values()]
    assert {"start": "2025-12-01", "end": "2026-01-01"} == years["2025-01-01"]["period"]
    step = next(each for each in years["2025-01-01"]["trace"] if "received_at" in each.get("in", {}))
    assert ("2025-12-31T18:30:00.000000Z", "2025-12-31") == (step["in"]["received_at"], step["in"]["received_on"])
    assert "/reports/1/production/0" in step["id"]


def test_it_is_remembered_when_the_earlier_month_is_filed_or_amended_later(service: Service, farm: str) -> None:
    """The year that a receipt went into does not lose it to the next filing of that year."""
    january = file(service, farm, JANUARY, coins("100", NEW_YEARS_NIGHT))
    december = file(service, farm, DECEMBER, coins("1000", date(2025, 12, 15)))
    amended = amend(service, december, coins("2000", date(2025, 12, 15)))

    assert ("25.00", None) == totals(january)["2025-01-01"]
    assert {"2025-01-01": ("275.00", "250.00")} == totals(december)
    assert {"2025-01-01": ("525.00", "250.00")} == totals(amended)


def test_an_amendment_that_takes_it_away_assesses_that_year_again(service: Service, farm: str) -> None:
    """With the other report of the year, or at nothing where there was no other; and back again."""
    alone = file(service, farm, JANUARY, coins("100", NEW_YEARS_NIGHT))
    moved = amend(service, alone, coins("100", date(2026, 1, 1)))
    december = file(service, farm, DECEMBER, coins("1000", date(2025, 12, 15)))
    back = amend(service, moved, coins("100", NEW_YEARS_NIGHT))
    away = amend(service, back, coins("100", date(2026, 1, 1)))

    assert {"2025-01-01": ("0.00", "-25.00"), "2026-01-01": ("25.00", "25.00")} == totals(moved)
    assert {"2025-01-01": ("250.00", "250.00")} == totals(december)
    assert ("275.00", "25.00") == totals(back)["2025-01-01"]
    assert ("250.00", "-25.00") == totals(away)["2025-01-01"]
    for filed in (alone, moved, december, back, away):
        assert all(replay(service, LOCAL_ADMINISTRATOR, each["id"])["identical"] for each in filed["assessments"])


def test_what_such_a_receipt_went_into_is_reassessed_to_the_same(service: Service, farm: str) -> None:
    """Whether there is another report of that year, none, or nothing any more."""
    file(service, farm, DECEMBER)
    january = file(service, farm, JANUARY, coins("100", NEW_YEARS_NIGHT))
    old = next(each for each in january["assessments"] if each["tax_period"]["start"] == "2025-01-01")

    again: Any = reassess(service, command(), old["id"]).document

    assert (old["total"], "0.00", []) == (again["total"], again["difference"]["amount"], again["differences"])
    assert replay(service, LOCAL_ADMINISTRATOR, again["id"])["identical"]


def test_at_nothing_it_can_be_reassessed_too(service: Service, farm: str) -> None:
    """The report that had something of that year is still what is looked at."""
    moved = amend(service, file(service, farm, JANUARY, coins("100", NEW_YEARS_NIGHT)), coins("1", date(2026, 1, 1)))
    nothing = next(each for each in moved["assessments"] if totals({"assessments": [each]}).get("2025-01-01"))

    again: Any = reassess(service, command(), nothing["id"]).document

    assert ("0.00", nothing["period"]) == (again["total"]["amount"], again["period"])


def test_a_receipt_outside_of_the_period_where_the_farm_stands_is_refused(service: Service, farm: str) -> None:
    """When it is filed, drafted or changed; the day that it is there is told."""
    evening = coins("1", datetime(2025, 12, 31, 16, 30, tzinfo=UTC))
    draft = create_report(service, command(), NewReport(farm, None, ReportContent(JANUARY, (), (), ()), submit=False))
    report = draft.document["id"]

    refusals = []
    for attempt in (
        lambda: file(service, farm, JANUARY, evening),
        lambda: change_draft(service, command(), report, str(draft.etag), ReportContent(JANUARY, (), (evening,), ())),
    ):
        with pytest.raises(Nonsense) as refused:
            attempt()
        refusals.append(refused.value)

    assert ["/production/0/received_at"] * 2 == [each.faults[0].pointer for each in refusals]
    assert all("in Asia/Novosibirsk this one is of 2025-12-31" in each.faults[0].message for each in refusals)


def test_an_estimate_counts_by_the_time_of_the_schedule(service: Service) -> None:
    """It knows no farm: what would not count is refused, not left out in silence."""
    stated = Statement(
        OperatorKind.LEGAL_ENTITY, (Place(JANUARY.start, "RU-NVS", None),), JANUARY, (), (coins("1", NEW_YEARS_NIGHT),)
    )
    with pytest.raises(Nonsense) as refused:
        estimate(service, EstimateRequest(stated, (TAX,), None))

    (fault,) = refused.value.faults
    assert ("/production/0/received_at", "outside-period") == fault[:2]
    assert "in Europe/Moscow this one is of 2025-12-31" in fault.message


def test_days_that_are_locked_are_not_reached_by_such_a_receipt_either(service: Service, farm: str) -> None:
    """December is held still: nothing of its tax comes in by January's report, nor is taken away by amending it."""
    january = file(service, farm, JANUARY, coins("100", NEW_YEARS_NIGHT))
    away = amend_report(service, command(), january["report"]["id"], f'"{january["report"]["id"]}-1"', "not ours")
    moved = ReportContent(JANUARY, (), (coins("100", date(2026, 1, 1)),), ())
    changed = change_draft(service, command(), january["report"]["id"], str(away.etag), moved)
    request = RegisterFarm(
        january["assessments"][0]["operator"], "Yard", "RU-NVS", None, "Asia/Novosibirsk", None, None
    )
    other: str = register_farm(service, command(), request).document["id"]
    lock_period(service, asked_by(authority_key("RU")), NewLock(None, TAX, DECEMBER, "An audit.", ("court",)))

    for attempt in (
        lambda: file(service, other, JANUARY, coins("1", NEW_YEARS_NIGHT)),
        lambda: submit_report(service, command(), january["report"]["id"], str(changed.etag)),
    ):
        with pytest.raises(Conflict) as refused:
            attempt()
        assert "period-locked" == refused.value.code
    assert file(service, other, JANUARY, coins("1", date(2026, 1, 1)))["assessments"]


def test_a_period_begins_when_its_first_day_does_where_the_farm_stands(service: Service) -> None:
    """At seven in the evening in London it is November in Almaty, and October in Moscow."""
    assert isinstance(service.clock, TickingClock)
    service.clock.now = datetime(2026, 10, 31, 19, 0, tzinfo=UTC)
    farms = [new_farm(service, new_operator(service), region) for region in ("KZ-71", "RU-MOW")]
    november = Period(date(2026, 11, 1), date(2026, 12, 1))

    assert "submitted" == file(service, farms[0], november)["report"]["status"]
    with pytest.raises(Nonsense) as refused:
        file(service, farms[1], november)

    assert "begun by 2026-10-31, which is today in Europe/Moscow" in refused.value.faults[0].message
