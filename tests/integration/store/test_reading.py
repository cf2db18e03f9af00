"""Reads find what they promise, in their order, and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from service.domain.principals import World
from service.store import rows
from service.store.database import Database
from tests.integration.store.samples import (
    ANSWER,
    ASSESSMENT,
    DRAFT,
    EVENT,
    EVERYTHING,
    FARM,
    FINDING,
    INPUT,
    KEY,
    LEAF,
    LINE,
    NOW,
    OPENING,
    OPERATOR,
    OTHER,
    PLACE,
    PRICE,
    RATE,
    REPORT,
    REVISION,
    REVOCATION,
    SECOND_QUARTER,
    VERSION,
    keep,
)

LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("operators", "jurisdiction", "expected"),
    [
        (None, None, [1, 2]),
        ({"opr_1"}, None, [1]),
        ({"opr_1", "opr_2"}, None, [1, 2]),
        (set(), None, []),
        (None, "KZ", [1]),
        (None, "RU", [2]),
        (None, "RU-IRK", [2]),
        (None, "RU-I", []),
        (None, "K", []),
        ({"opr_1"}, "RU", []),
    ],
)
def test_every_list_shows_only_what_the_asker_may_see(
    two_tenants: Database, operators: set[str] | None, jurisdiction: str | None, expected: list[int]
) -> None:
    """An operator sees its own, an authority what lies in its jurisdiction, an administrator all."""
    with two_tenants.reading() as reading:
        found = {
            "operators": [row.id for row in reading.operators(operators, jurisdiction)],
            "farms": [row.id for row in reading.farms(operators, jurisdiction)],
            "reports": [row.id for row in reading.reports(operators, jurisdiction)],
            "assessments": [row.id for row in reading.assessments(operators, jurisdiction)],
            "events": [row.event.id for row in reading.events(operators, jurisdiction)],
        }

    prefixes = {"operators": "opr", "farms": "frm", "reports": "rep", "assessments": "asm", "events": "evt"}
    assert {name: [f"{prefix}_{at}" for at in expected] for name, prefix in prefixes.items()} == found


def test_lists_go_on_after_what_was_read(two_tenants: Database) -> None:
    """A page ends at its limit, the next begins after the last identifier of it."""
    with two_tenants.reading() as reading:
        assert ["frm_1"] == [row.id for row in reading.farms(None, limit=1)]
        assert ["frm_2"] == [row.id for row in reading.farms(None, after="frm_1")]
        assert [] == [row.id for row in reading.farms(None, after="frm_2")]
        assert [1] == [row.position for row in reading.events(None, after_position=0)]


def test_an_event_without_a_position_is_in_no_list(two_tenants: Database) -> None:
    """It could appear before one that was read already; by its identifier it can be read."""
    with two_tenants.reading() as reading:
        listed = [row.event.id for row in reading.events(None)]
        waiting = reading.event("evt_3")

    assert ["evt_1", "evt_2"] == listed
    assert waiting is not None


def test_an_authority_sees_a_farm_that_moved_for_its_own_periods(database: Database) -> None:
    """In the first quarter it was in Kazakhstan, from April on in Russia; May is none of Kazakhstan's business."""
    second = replace(
        REPORT, id="rep_2", client_reference=None, period_start=date(2024, 5, 1), period_end=date(2024, 6, 1)
    )
    moved = rows.FarmPlaceRow(FARM.id, date(2024, 4, 1), "RU-IRK", None, LATER)
    keep(database, OPERATOR, FARM, PLACE, moved, REPORT, second)

    with database.reading() as reading:
        assert ["rep_1"] == [row.id for row in reading.reports(None, "KZ")]
        assert ["rep_2"] == [row.id for row in reading.reports(None, "RU")]


def test_the_first_place_of_a_farm_reaches_back_without_limit(database: Database) -> None:
    """A report of days before it is seen by the authority of that place."""
    keep(database, OPERATOR, FARM, replace(PLACE, since=date(2025, 1, 1)), REPORT)

    with database.reading() as reading:
        assert ["rep_1"] == [row.id for row in reading.reports(None, "KZ")]


def test_of_two_places_for_one_day_the_later_recorded_counts(database: Database) -> None:
    """A correction is a row of its own; what was known before it can still be asked for."""
    corrected = replace(PLACE, region="KZ-10", recorded_at=LATER)
    later = replace(PLACE, since=date(2024, 4, 1), region="KZ-75")
    keep(database, OPERATOR, FARM, PLACE, corrected, later)

    with database.reading() as reading:
        assert (corrected, later) == reading.places(FARM.id)
        assert (PLACE, later) == reading.places(FARM.id, known_at=NOW)


def test_a_price_is_the_latest_on_or_before_the_day(database: Database) -> None:
    """Sundays have none: the last one before counts, never a later one."""
    later = replace(PRICE, on_day=date(2024, 3, 3), price=Decimal(2))
    keep(database, PRICE, later)

    with database.reading() as reading:
        assert reading.price("BTC", "USD", date(2024, 2, 28), NOW) is None
        assert PRICE == reading.price("BTC", "USD", date(2024, 2, 29), NOW)
        assert PRICE == reading.price("BTC", "USD", date(2024, 3, 2), NOW)
        assert later == reading.price("BTC", "USD", date(2024, 3, 3), NOW)
        assert reading.price("ETH", "USD", date(2024, 3, 3), NOW) is None


def test_a_price_recorded_later_does_not_change_an_earlier_answer(database: Database) -> None:
    """What was known at an instant is found again at any later time."""
    corrected = replace(PRICE, price=Decimal("0.2"), recorded_at=LATER)
    keep(database, PRICE, corrected)

    with database.reading() as reading:
        assert PRICE == reading.price("BTC", "USD", PRICE.on_day, NOW)
        assert corrected == reading.price("BTC", "USD", PRICE.on_day, LATER)
        assert reading.price("BTC", "USD", PRICE.on_day, NOW - timedelta(seconds=1)) is None


def test_a_rate_is_found_as_a_price_is(database: Database) -> None:
    """By its two currencies."""
    keep(database, RATE)

    with database.reading() as reading:
        assert RATE == reading.rate("USD", "KZT", date(2024, 3, 2), NOW)
        assert reading.rate("KZT", "USD", date(2024, 3, 2), NOW) is None


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        (date(2023, 10, 1), date(2024, 1, 1), False),
        (date(2023, 12, 31), date(2024, 1, 2), True),
        (date(2024, 1, 1), date(2024, 4, 1), True),
        (date(2024, 3, 31), date(2024, 4, 1), True),
        (date(2024, 4, 1), date(2024, 7, 1), False),
    ],
)
def test_periods_overlap_when_they_have_a_day_in_common(
    database: Database, start: date, end: date, *, overlaps: bool
) -> None:
    """Periods are half-open: the first of April belongs to the second quarter alone."""
    keep(database, OPERATOR, FARM, REPORT, REVISION)

    with database.reading() as reading:
        assert overlaps == bool(reading.overlapping_reports(FARM.id, start, end))
        assert () == reading.overlapping_reports(FARM.id, start, end, except_report=REPORT.id)


def test_a_draft_overlaps_nothing(database: Database) -> None:
    """Only what was submitted stands in the way."""
    keep(database, OPERATOR, FARM, REPORT, DRAFT)

    with database.reading() as reading:
        assert () == reading.overlapping_reports(FARM.id, REPORT.period_start, REPORT.period_end)


def test_only_the_latest_revision_overlaps(database: Database) -> None:
    """What an amendment moved away from is free again."""
    amended = replace(REVISION, revision=2, period_start=SECOND_QUARTER[0], period_end=SECOND_QUARTER[1])
    keep(database, OPERATOR, FARM, REPORT, REVISION, amended)

    with database.reading() as reading:
        assert () == reading.overlapping_reports(FARM.id, REVISION.period_start, REVISION.period_end)
        assert (REPORT,) == reading.overlapping_reports(FARM.id, *SECOND_QUARTER)


def test_an_assessment_that_is_superseded_is_no_longer_current(database: Database) -> None:
    """It can still be read, and names its successor."""
    successor = replace(ASSESSMENT, id="asm_2", supersedes=ASSESSMENT.id, difference=Decimal(1))
    second = replace(INPUT, assessment=successor.id, revision=2)
    keep(database, OPERATOR, FARM, REPORT, REVISION, replace(REVISION, revision=2), VERSION, ASSESSMENT, successor)
    keep(database, INPUT, second)

    with database.reading() as reading:
        assert (successor,) == reading.current_assessments(REPORT.id)
        assert (ASSESSMENT,) == reading.assessments_of(REPORT.id, 1)
        assert (REVISION,) == reading.inputs(ASSESSMENT.id)
        assert successor == reading.successor(ASSESSMENT.id)
        assert reading.successor(successor.id) is None


def test_a_key_is_found_by_its_digest_with_its_revocation(database: Database) -> None:
    """Revoked keys are found as well: whoever asks must see that they are revoked."""
    other = replace(KEY, id="key_2", digest="d2")
    keep(database, KEY, REVOCATION, other)

    with database.reading(snapshot=False) as reading:
        assert rows.HeldKey(KEY, NOW) == reading.key(KEY.digest)
        assert rows.HeldKey(other, None) == reading.key_by_id(other.id)
        assert reading.key("d3") is None
        assert (rows.HeldKey(KEY, NOW), rows.HeldKey(other, None)) == reading.keys()


def test_the_rest_of_what_is_kept_can_be_read(database: Database) -> None:
    """Each by what names it."""
    keep(database, *EVERYTHING)

    with database.reading() as reading:
        assert ANSWER == reading.idempotency(ANSWER.principal, ANSWER.key)
        assert (FINDING,) == reading.findings(ASSESSMENT.id)
        assert (LINE,) == reading.lines(ASSESSMENT.id)
        assert (VERSION,) == reading.schedule_versions()
        assert OPENING == reading.opening(EVENT.sealing)
        assert REPORT == reading.report_by_reference(OPERATOR.id, "2024-Q1")
        assert FARM == reading.farm_by_reference(OPERATOR.id, "site-1")
        assert REVISION == reading.revision(REPORT.id, 1)
        assert (REVISION,) == reading.revisions(REPORT.id)


def test_a_reading_sees_one_state_of_the_database(database: Database) -> None:
    """What others commit while it lasts comes into view with the next reading."""
    keep(database, OPERATOR)
    with database.reading() as reading:
        before = reading.operators(None)
        keep(database, OTHER)
        during = reading.operators(None)
    with database.reading(snapshot=False) as reading:
        after = reading.operators(None)

    assert ((OPERATOR,), (OPERATOR,), (OPERATOR, OTHER)) == (before, during, after)


def test_the_two_worlds_of_tenants_are_in_no_list_together(two_tenants: Database) -> None:
    """What concerns no operator is told in the live world."""
    sandbox = replace(OPERATOR, id="opr_3", sandbox=True)
    farm = replace(FARM, id="frm_3", operator="opr_3")
    report = replace(REPORT, id="rep_3", farm="frm_3", operator="opr_3")
    nobodys = replace(EVENT, id="evt_4", operator=None, farm=None, sealing="evt_4")
    event = replace(EVENT, id="evt_5", operator="opr_3", farm="frm_3", sealing="evt_5")
    placed = [
        replace(LEAF, position=2, event="evt_4", operator=""),
        replace(LEAF, position=3, event="evt_5", operator="opr_3"),
    ]
    keep(two_tenants, sandbox, farm, replace(PLACE, farm="frm_3"), report, nobodys, event, *placed)

    with two_tenants.reading() as reading:
        found = {
            world: [
                [row.id for row in reading.operators(world)],
                [row.id for row in reading.farms(world, "KZ")],
                [row.id for row in reading.reports(world, "KZ")],
                [row.event.id for row in reading.events(world)],
            ]
            for world in World
        }

    assert [["opr_3"], ["frm_3"], ["rep_3"], ["evt_5"]] == found[World.SANDBOX]
    assert [["opr_1", "opr_2"], ["frm_1"], ["rep_1"], ["evt_1", "evt_2", "evt_4"]] == found[World.LIVE]
