"""
What was known of a schedule at an instant, and what was in force on a day by that knowledge.

A schedule's history falls into stretches of time between two recordings, each stretch into runs of days between two
dates on which a version begins or ends. The answer is the same throughout a run; it is worked out once and kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from service.domain.clock import instant_text
from service.domain.once import once
from service.law.document import RecordedVersion
from service.law.resolution import Failure, Loser, Resolution
from service.law.spans import Span, spans


class History:
    """All that was ever recorded of a schedule's versions."""

    def __init__(self, versions: Iterable[RecordedVersion]) -> None:
        """Take *versions* in any order."""
        self._versions = sorted(versions, key=lambda recorded: (recorded.recorded_at, recorded.version.sha256))
        opened = {recorded.recorded_at for recorded in self._versions}
        closed = {recorded.withdrawn_at for recorded in self._versions if recorded.withdrawn_at is not None}
        self._instants = sorted(opened | closed)
        self._known: dict[int, Knowledge] = {}

    def at(self, known_at: datetime) -> Knowledge:
        """Return what is known at *known_at*."""
        index = bisect_right(self._instants, known_at)
        known = self._known.get(index)
        if known is None:
            known = self._known[index] = self._sort_out(known_at)
        return known

    def _sort_out(self, known_at: datetime) -> Knowledge:
        """Leave out what was withdrawn, and keep of each version the text that was recorded last."""
        texts: dict[str, RecordedVersion] = {}
        past: list[Loser] = []
        for recorded in self._versions:
            name = recorded.version.version
            if recorded.recorded_at > known_at:
                break
            if recorded.withdrawn_at is not None and recorded.withdrawn_at <= known_at:
                past.append(Loser(name, f"withdrawn {instant_text(recorded.withdrawn_at)}"))
                continue
            if name in texts:
                past.append(Loser(name, f"rewritten {instant_text(recorded.recorded_at)}"))
            texts[name] = recorded
        return Knowledge(texts.values(), past)


class Versions(tuple[RecordedVersion, ...]):  # noqa: SLOT001 - its history is kept in it
    """
    All that was ever recorded of a schedule's versions, together with the history that is made of it once.

    A plain tuple would have to be hashed for each question, which with thousands takes longer than the answer.
    """

    @once
    def history(self) -> History:
        """What was known when."""
        return History(self)


class Knowledge:
    """One text of each version, as known throughout a stretch of time; a reason may change on its *days*."""

    def __init__(self, known: Iterable[RecordedVersion], past: Sequence[Loser]) -> None:
        """Take the texts *known*, and with its reason each one that is *past*."""
        self._recorded = {recorded.version.version: recorded for recorded in known}
        self._past = past
        texts = [recorded.version for recorded in self._recorded.values()]
        law = [version for version in texts if version.status.is_law]
        self._reason = "in-force" if law else "draft"
        self._drafts = [version for version in texts if law and not version.status.is_law]
        self._spans = sorted(spans(law or texts), key=self._rank, reverse=True)
        edges = {day for span in self._spans for day in (span.begin, span.end) if day is not None}
        self.days: Final = tuple(sorted(edges))
        self._winners = _winners(self._spans, self.days)
        # The days on which another version is used than on the day before.
        self.changes: Final = tuple(
            day for day, (before, on) in zip(self.days, pairwise(self._winners), strict=True) if before is not on
        )
        self._answers: dict[tuple[str | None, int], Resolution | Failure] = {}

    def on(self, day: date, pinned: str | None = None) -> Resolution | Failure:
        """Answer for *day*, by date or for the version *pinned*."""
        if pinned is not None and pinned not in self._recorded:
            return Failure("version-not-found", pinned, None, tuple(sorted(self._past)))
        key = pinned, bisect_right(self.days, day)
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._choose(day) if pinned is None else self._pin(pinned, day)
        return answer

    def _rank(self, span: Span) -> tuple[date, datetime, str]:
        """Order by start, then by recording (corrections have emptied what they correct); never by chance."""
        name = span.version.version
        return span.begin or date.min, self._recorded[name].recorded_at, name

    def _choose(self, day: date) -> Resolution | Failure:
        winner = self._winners[bisect_right(self.days, day)]
        if winner is None:
            return _failure(self._spans, day, self._losers(None, day))
        return Resolution(winner.version, self._reason, lambda: self._losers(winner, day))

    def _losers(self, winner: Span | None, day: date) -> tuple[Loser, ...]:
        losers = [*self._past, *(Loser(draft.version, draft.status.value) for draft in self._drafts)]
        losers += (self._loser(span, winner, day) for span in self._spans if span is not winner)
        return tuple(sorted(losers))

    def _loser(self, span: Span, winner: Span | None, day: date) -> Loser:
        """Say why *span* lost: it does not cover *day*, or the winner began or was recorded later."""
        name = span.version.version
        if winner is None or not span.covers(day):
            return Loser(name, _out_of_force(span, day))
        if span.begin == winner.begin:
            return Loser(name, f"recorded-earlier {instant_text(self._recorded[name].recorded_at)}")
        return Loser(name, f"earlier-start {span.begin.isoformat()}" if span.begin else "earlier-start")

    def _pin(self, name: str, day: date) -> Resolution | Failure:
        version = self._recorded[name].version
        if version.status.is_law:
            span = next(span for span in self._spans if span.version.version == name)
            if not span.covers(day):
                return _failure([span], day, self._unpinned(name, Loser(name, _out_of_force(span, day))))
        return Resolution(version, "pinned", lambda: self._unpinned(name))

    def _unpinned(self, name: str, *lost: Loser) -> tuple[Loser, ...]:
        others = (Loser(other, "not-pinned") for other in self._recorded if other != name)
        return tuple(sorted((*self._past, *others, *lost)))


def _winners(ranked: Sequence[Span], days: Sequence[date]) -> list[Span | None]:
    """Return, for each run of days between two of *days*, the first of the spans *ranked* that covers it."""
    winners: list[Span | None] = [None] * (len(days) + 1)
    free = list(range(len(days) + 2))  # where to look for the next run that nobody has won

    def next_free(run: int) -> int:
        while free[run] != run:
            free[run] = free[free[run]]
            run = free[run]
        return run

    for span in ranked:
        if span.corrected_by is not None:
            continue
        first = 0 if span.begin is None else bisect_right(days, span.begin)
        last = len(days) + 1 if span.end is None else bisect_right(days, span.end)
        run = next_free(first)
        while run < last:
            winners[run] = span
            free[run] = run + 1
            run = next_free(run + 1)
    return winners


def _out_of_force(span: Span, day: date) -> str:
    """Say why *span* does not cover *day*."""
    if span.corrected_by is not None:
        return f"corrected-by {span.corrected_by}"
    if span.begin is not None and day < span.begin:
        return f"not-yet-in-force {span.begin.isoformat()}"
    return f"ended-on {span.end.isoformat()}" if span.end is not None else "in-force"


def _failure(among: Iterable[Span], day: date, losers: tuple[Loser, ...]) -> Failure:
    """Name the last that ended on or before *day*; where none has, the first that begins after it."""
    ended: list[tuple[date, str]] = []  # the corrected ended as they began
    coming: list[tuple[date, str]] = []
    for span in among:
        if span.begin is not None and day < span.begin:
            coming.append((span.begin, span.version.version))
        else:
            end = span.begin if span.corrected_by is not None else span.end
            ended.append((end or date.min, span.version.version))
    if ended:
        return Failure("ended-on", max(ended)[1], max(ended)[0], losers)
    if coming:
        return Failure("not-yet-in-force", min(coming)[1], min(coming)[0], losers)
    return Failure("unknown-at", None, None, losers)
