"""The segments of current assessments, in batches: what a version is tried on, by the hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Date, exists, select, type_coerce
from sqlalchemy import true as always

from service.domain.principals import World
from service.store.reading.parties import among
from service.store.reading.session import Session
from service.store.tables import assessment_segments, assessments

BATCH: Final = 20_000
_successor: Final = assessments.alias("successor")


class Days(NamedTuple):
    """The days `[start, end)` that a version is in force on; open ends reach without limit."""

    start: date | None
    end: date | None


class Segments(Session):
    """Segments of assessments that no other supersedes, of live operators: law is tried on nobody who only tries."""

    def segments(self, schedule: str, days: Days) -> Iterator[list[Any]]:
        """
        Yield batches of (assessment, segment, start, end, region, sha256, facts) of *schedule* that overlap *days*.

        Those of one assessment are in one batch, in their order. Rows are streamed: no batch waits for all of them.
        """
        chosen = assessment_segments.c
        statement = (
            select(
                chosen.assessment, chosen.segment, type_coerce(chosen.period_start, Date()),
                type_coerce(chosen.period_end, Date()), chosen.region, chosen.version_sha256, chosen.facts,
            )
            .join_from(assessments, assessment_segments, chosen.assessment == assessments.c.id)
            .where(*_current(schedule, days))
            .order_by(assessments.c.id, chosen.position)
        )  # fmt: skip
        return _whole(self._streamed(statement))

    def _streamed(self, statement: Any) -> Iterator[Sequence[Any]]:
        streaming = self.connection.execution_options(stream_results=True, max_row_buffer=BATCH)
        return streaming.execute(statement).partitions(BATCH)


def _current(schedule: str, days: Days) -> tuple[Any, ...]:
    return (
        assessments.c.schedule == schedule,
        ~exists().where(_successor.c.supersedes == assessments.c.id),
        among(assessments.c.operator, World.LIVE),
        always() if days.end is None else assessments.c.period_start < days.end,
        always() if days.start is None else assessments.c.period_end > days.start,
    )


def _whole(parts: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Put off the last assessment of a part to the next: more of it may follow."""
    held: list[Any] = []
    for part in parts:
        rows = [*held, *part]
        last = rows[-1][0]
        cut = next(place for place in range(len(rows), 0, -1) if place == 1 or rows[place - 2][0] != last) - 1
        held = rows[cut:]
        if cut:
            yield rows[:cut]
    if held:
        yield held
