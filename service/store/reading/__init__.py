"""The reads of the store: one module a part of what is kept, all of them methods of `Reading`."""

from __future__ import annotations

from service.store.reading.access import Admission
from service.store.reading.ahead import Ahead, Source
from service.store.reading.calendars import Calendars
from service.store.reading.cosigning import Cosigning
from service.store.reading.declarations import Declarations
from service.store.reading.erasure import Erasures
from service.store.reading.events import Events
from service.store.reading.exports import Bounds, ExportedAssessment, ExportedRevision, Exports
from service.store.reading.filing import Filing, FilingQuery, Filings
from service.store.reading.groups import Groups
from service.store.reading.inclusion import InclusionReads
from service.store.reading.jobs import Jobs
from service.store.reading.knowledge import Knowledge
from service.store.reading.law import Law
from service.store.reading.log import LogReads
from service.store.reading.log_keys import LogKeys
from service.store.reading.obligations import Obligations
from service.store.reading.publishing import Publishing
from service.store.reading.quotations import Quotations
from service.store.reading.records import BESIDE, EveryRecord, Records
from service.store.reading.segments import Segments
from service.store.reading.stamps import Stamped, Stamps
from service.store.reading.statements import Statements


class Reading(
    Filings,
    Groups,
    EveryRecord,
    Law,
    Quotations,
    Knowledge,
    Statements,
    Jobs,
    Events,
    LogReads,
    LogKeys,
    Erasures,
    InclusionReads,
    Publishing,
    Segments,
    Calendars,
    Cosigning,
    Stamps,
    Obligations,
    Declarations,
    Ahead,
    Exports,
):
    """
    Every read of the store, in one transaction that sees one state of the database throughout.

    A context manager: `with database.reading() as reading: reading.farm(...)`.
    """


__all__ = [
    "BESIDE",
    "Admission",
    "Bounds",
    "ExportedAssessment",
    "ExportedRevision",
    "Filing",
    "FilingQuery",
    "Reading",
    "Records",
    "Source",
    "Stamped",
]
