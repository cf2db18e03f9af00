"""The unit of work: one write transaction that is undone unless it is committed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Final, Protocol, TypeVar

from sqlalchemy import Engine, bindparam, delete, literal, or_, update

from service.store.appending import Appending
from service.store.dialect import Dialect
from service.store.erasing import Erasing
from service.store.mapping import Writing
from service.store.marking import Marking
from service.store.reading import Reading
from service.store.rows import (
    DraftRow,
    EventRow,
    JobStateRow,
    LawDraftRow,
    PendingEventRow,
    Row,
)
from service.store.sealing import RecordedSealing, Sealings
from service.store.statement import Statement, Values
from service.store.tables import drafts, job_states, law_drafts, reports, schedule_versions
from service.store.types import Flag
from service.store.wrapping import Wrapping

_Row = TypeVar("_Row")

_REPLACE_DRAFT: Final = Statement(
    update(drafts)
    .where(
        drafts.c.report == bindparam("of_report"),
        drafts.c.revision == bindparam("of_revision"),
        drafts.c.version == bindparam("replaced"),
    )
    .values(
        content=bindparam("content"),
        reason=bindparam("reason"),
        version=bindparam("version"),
        updated_at=bindparam("updated_at"),
    )
)
_DISCARD_DRAFT: Final = Statement(
    delete(drafts).where(drafts.c.report == bindparam("of_report"), drafts.c.version == bindparam("replaced"))
)
_MOVE_PERIOD: Final = Statement(
    update(reports)
    .where(reports.c.id == bindparam("of_report"))
    .values(period_start=bindparam("start"), period_end=bindparam("end"))
)
_DISCARD_REPORT: Final = Statement(delete(reports).where(reports.c.id == bindparam("of_report")))
_WITHDRAW: Final = Statement(
    update(schedule_versions)
    .where(schedule_versions.c.sha256 == bindparam("of_sha256"), schedule_versions.c.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("at"))
)
_under_way: Final = or_(job_states.c.state == "waiting", job_states.c.state == "running")
_CANCEL_LANE: Final = Statement(
    update(job_states)
    .where(job_states.c.job == bindparam("of_job"), job_states.c.lane == bindparam("of_lane"))
    .values(cancelling=literal(value=True, type_=Flag()))
)
_MOVE_JOB: Final = Statement(
    update(job_states)
    .where(
        job_states.c.job == bindparam("of_job"),
        job_states.c.lane == bindparam("of_lane"),
        job_states.c.cursor == bindparam("was"),
        job_states.c.done + job_states.c.failed == bindparam("had_done"),
        _under_way,
    )
    .values(
        state=bindparam("state"),
        cursor=bindparam("cursor"),
        done=bindparam("done"),
        failed=bindparam("failed"),
        updated_at=bindparam("updated_at"),
    )
)
_CHANGED_OF_LAW: Final = (
    "schedule", "version", "schedule_content", "content", "sha256", "state", "revision", "cliffs_accepted",
    "boundary_cases", "updated_at",
)  # fmt: skip
_REPLACE_LAW_DRAFT: Final = Statement(
    update(law_drafts)
    .where(law_drafts.c.id == bindparam("of_draft"), law_drafts.c.revision == bindparam("replaced"))
    .values({name: bindparam(name) for name in _CHANGED_OF_LAW})
)


class RecordedEvent(Protocol):
    """An audit event: `service.audit.events.EventRecord`."""

    @property
    def id(self) -> str: ...  # noqa: D102 -- the members are those of `EventRow`
    @property
    def operator(self) -> str | None: ...  # noqa: D102
    @property
    def farm(self) -> str | None: ...  # noqa: D102
    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def body(self) -> bytes: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102
    @property
    def occurred_at(self) -> datetime: ...  # noqa: D102
    @property
    def sealing(self) -> RecordedSealing: ...  # noqa: D102


class UnitOfWork(Reading):
    """
    One write transaction, with every read of `Reading`.

    What is added and changed waits; `commit` makes the changes, writes the rows, those of one class together and in the
    order in which they were added, and commits. Leaving the `with` block otherwise undoes everything. What waits is not
    seen by reads of the same unit of work.
    """

    def __init__(self, engine: Engine, dialect: Dialect, writings: Mapping[type, Writing], keys: Path) -> None:
        """Prepare a write transaction; *keys* is the directory of the keys that wrap those of openings."""
        super().__init__(engine, dialect, dialect.begin_writing)
        self._writings = writings
        self._rows: list[Row] = []
        self._sealings = Sealings(keys)
        self._changes: list[tuple[Statement, Values]] = []

    def add(self, row: Row) -> None:
        """Keep *row*, from the commit on."""
        self._rows.append(row)

    def waiting(self, kind: type[_Row]) -> tuple[_Row, ...]:
        """Return the rows of one class that wait for the commit, in the order in which they were added."""
        return tuple(row for row in self._rows if isinstance(row, kind))

    def record(self, event: RecordedEvent) -> None:
        """Keep an audit event with what its commitments open to, and let it wait for its position in the log."""
        self.add(
            EventRow(
                event.id,
                event.operator,
                event.farm,
                event.type,
                event.body,
                event.sha256,
                event.occurred_at,
                event.sealing.event,
            )
        )
        self.add(PendingEventRow(event.id))
        self._sealings.add(event.sealing)

    def replace_draft(self, draft: DraftRow) -> None:
        """
        Put *draft* in the place of the one whose `version` is one less.

        Raises, at the commit:
            Stale: it has been changed or discarded meanwhile.
        """
        values = {
            "of_report": draft.report,
            "of_revision": draft.revision,
            "replaced": draft.version - 1,
            "content": draft.content,
            "reason": draft.reason,
            "version": draft.version,
            "updated_at": draft.updated_at,
        }
        self._changes.append((_REPLACE_DRAFT, values))

    def discard_draft(self, draft: DraftRow) -> None:
        """Take the draft away, because it is submitted or no longer wanted; `Stale` as for `replace_draft`."""
        self._changes.append((_DISCARD_DRAFT, {"of_report": draft.report, "replaced": draft.version}))

    def move_period(self, report: str, start: date, end: date) -> None:
        """Give a report another period; the database refuses this once a revision was submitted."""
        self._changes.append((_MOVE_PERIOD, {"of_report": report, "start": start, "end": end}))

    def discard_report(self, report: str) -> None:
        """Forget a report that was never submitted, with its draft discarded; its client reference is free again."""
        self._changes.append((_DISCARD_REPORT, {"of_report": report}))

    def withdraw_version(self, sha256: str, at: datetime) -> None:
        """Say from when on a schedule version is no longer known; this can be said once."""
        self._changes.append((_WITHDRAW, {"of_sha256": sha256, "at": at}))

    def cancel_lane(self, lane: JobStateRow) -> None:
        """Ask whoever works on a lane of a job to end it; one that has ended meanwhile stays as it is."""
        self._changes.append((_CANCEL_LANE, {"of_job": lane.job, "of_lane": lane.lane}))

    def move_job(self, before: JobStateRow, after: JobStateRow) -> None:
        """Say how far a lane of a job is by now; `Stale` at the commit where somebody else said it since *before*."""
        values = {name: getattr(after, name) for name in ("state", "cursor", "done", "failed", "updated_at")}
        lane = {"of_job": before.job, "of_lane": before.lane}
        known = {"was": before.cursor, "had_done": before.done + before.failed}
        self._changes.append((_MOVE_JOB, lane | known | values))

    def replace_law_draft(self, draft: LawDraftRow) -> None:
        """Put *draft* in the place of the one whose `revision` is one less; `Stale` as for `replace_draft`."""
        values = {name: getattr(draft, name) for name in _CHANGED_OF_LAW}
        self._changes.append((_REPLACE_LAW_DRAFT, {"of_draft": draft.id, "replaced": draft.revision - 1, **values}))

    def marking(self, at: datetime) -> Marking:
        """Return what marks assessments as stale because of what is recorded *at* this instant, in this transaction."""
        return Marking(self.connection, at)

    def appending(self) -> Appending:
        """Return what appends to the audit log in this transaction; what it does is done at once."""
        return Appending(self.connection, self._dialect, self._writings)

    def erasing(self) -> Erasing:
        """Return what erases in this transaction; what it does is done at once, and kept with the commit."""
        return Erasing(self.connection)

    def wrapping(self) -> Wrapping:
        """Return what wraps keys of openings by another key, in this transaction."""
        return Wrapping(self.connection)

    def commit(self) -> None:
        """
        Make the changes and write the rows that wait, and commit.

        Raises:
            Stale: a draft was changed meanwhile.
            Duplicate: a row with the same key exists.
            Retryable: the database undid the work to let another one through; do it again from the start.
            Gone: what is told concerns an operator whose data were erased.
            Unavailable: the outcome of the commit is not known (`commit-outcome-unknown`).
        """
        for row in self._sealings.rows(self):
            self.add(row)
        pooled, begin = self._opened()
        self._dialect.write_and_commit(pooled, begin, self._changes, self._runs())
        self._end()

    def vouch(self) -> None:
        """
        Return when all that could be read until now would survive what a commit of now survives; it ends this work.

        Where commits wait for a standby, some are seen that did not wait to the end, because that was cancelled.

        Raises:
            Unavailable: it cannot be said that they would (`commit-outcome-unknown`).
        """
        pooled, begin = self._opened()
        self._dialect.vouch(pooled, begin)
        self._end()

    def _runs(self) -> list[tuple[Writing, list[object]]]:
        """Put the rows of each class together, and the classes in an order in which foreign keys are met."""
        runs: dict[type, list[object]] = {}
        for row in self._rows:
            runs.setdefault(type(row), []).append(row)
        return [(writing, runs[kind]) for kind, writing in self._writings.items() if kind in runs]
