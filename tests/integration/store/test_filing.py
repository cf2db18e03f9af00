"""The one combined read of a filing finds what the single reads find, and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from service.domain.periods import Period
from service.store.database import Database
from service.store.reading import Filing, FilingQuery
from service.store.rows import AcceptedRow, KnownMembership
from tests.integration.store.samples import (
    ANSWER,
    ASSESSMENT,
    DRAFT,
    FARM,
    GROUP,
    NOW,
    OPERATOR,
    OTHER,
    PLACE,
    QUARTER,
    REPORT,
    REVISION,
    RUSSIAN,
    RUSSIAN_PLACE,
    SECOND_QUARTER,
    SHA256,
    keep,
)

ACCEPTED = AcceptedRow(REPORT.id, 1, FARM.id, *QUARTER, SHA256, timed=False)
BELONGS = KnownMembership(GROUP.id, GROUP.schedule, OPERATOR.id, OPERATOR.id, date.min, None, NOW)


def test_a_filing_for_a_farm_reads_all_that_decides_it(two_tenants: Database) -> None:
    """A new report for days that were reported, under a reference that is taken, with a key used and then revoked."""
    query = FilingQuery(
        principal=ANSWER.principal,
        key=ANSWER.key,
        farm=FARM.id,
        client_reference=REPORT.client_reference,
        period=Period(date(2024, 3, 1), date(2024, 5, 1)),
    )
    with two_tenants.unit_of_work() as work:
        filing = work.filing(query)

    assert filing == Filing(
        law_changes=1,
        answer=ANSWER,
        revoked=True,
        farm=FARM,
        operator=OPERATOR,
        locked=(OPERATOR,),
        memberships=(BELONGS,),
        places=(PLACE,),
        accepted=(ACCEPTED,),
        current=(ASSESSMENT,),
        namesake=REPORT,
        overlapping=(REPORT,),
    )


def test_a_filing_finds_nothing_where_there_is_nothing(two_tenants: Database) -> None:
    """Another tenant's farm, report and key do not get into it."""
    query = FilingQuery(
        principal="key_2",
        key=ANSWER.key,
        farm=RUSSIAN.id,
        client_reference="none",
        period=Period(*SECOND_QUARTER),
    )
    with two_tenants.unit_of_work() as work:
        filing = work.filing(query)
        unknown = work.filing(replace(query, farm="frm_none"))

    theirs = ACCEPTED._replace(report="rep_2", farm=RUSSIAN.id)
    assert (RUSSIAN, OTHER, (RUSSIAN_PLACE,)) == (filing.farm, filing.operator, filing.places)
    assert ((theirs,), ("asm_2",)) == (filing.accepted, tuple(row.id for row in filing.current))
    assert unknown == Filing(law_changes=1)


def test_a_filing_for_a_report_reads_its_draft_and_what_it_amends(two_tenants: Database) -> None:
    """Its own revision does not overlap; another report's does."""
    other = replace(REPORT, id="rep_3", client_reference=None)
    keep(two_tenants, other, replace(REVISION, report=other.id))
    query = FilingQuery(principal="key_2", key="k", report=REPORT.id)
    with two_tenants.unit_of_work() as work:
        filing = work.filing(query)

    assert filing == Filing(
        law_changes=1,
        farm=FARM,
        operator=OPERATOR,
        locked=(OPERATOR,),
        memberships=(BELONGS,),
        places=(PLACE,),
        report=REPORT,
        draft=DRAFT,
        revision=REVISION,
        accepted=(ACCEPTED, ACCEPTED._replace(report=other.id)),
        current=(ASSESSMENT,),
        overlapping=(other,),
    )
