"""The service and the naive model side by side: whatever happens, happens to both, and what they answer is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NamedTuple

import hypothesis
import pytest

from service.domain.errors import Refusal
from service.usecases.requests import ReportContent
from tests.property.usecases.answers import (
    DOES_NOT_APPLY,
    NOTHING,
    PRICE_UNAVAILABLE,
    Answer,
    Case,
    NoAnswer,
    Stating,
    Subject,
)
from tests.property.usecases.belonging import taxpayer
from tests.property.usecases.full_history import FullHistory
from tests.property.usecases.invented_law import SCHEDULES, Invented
from tests.property.usecases.naive_calendar import days_of, received, tax_period
from tests.property.usecases.recorded_facts import Filed
from tests.property.usecases.service_over_time import ServiceOverTime, amounts_of, findings_of

_A_MOMENT: Final = timedelta(microseconds=1)
_ZERO: Final = Fraction(0)


class Kept(NamedTuple):
    """An assessment that was made: of whom, by the knowledge of which instant, and what it says."""

    id: str
    subject: Subject
    known_at: datetime
    answer: Answer
    difference: Decimal | None


class SideBySide:
    """A service, its model, the farms with their operators and clocks, and every assessment, in the order of making."""

    def __init__(self, url: str, folder: Path, schedules: tuple[Invented, ...] = SCHEDULES) -> None:
        self.schedules = schedules
        self.service, self.model = ServiceOverTime(url, folder), FullHistory()
        self.farms: dict[str, str] = {}
        self.hours_ahead: dict[str, int] = {}
        self.kept: list[Kept] = []

    @property
    def standing(self) -> dict[Subject, Kept]:
        """The last assessment of each chain."""
        return {kept.subject: kept for kept in self.kept}

    @property
    def stale(self) -> list[Kept]:
        """Those of them that are marked."""
        return [kept for kept in self.standing.values() if self.service.read(kept.id)["stale"]]

    def file(self, filed: Filed, send: Callable[[], Any]) -> None:
        """Let *send* file a revision, and hold what is made of it against the model."""
        self.model.filed.append(filed)
        expected = {subject: self._answer(subject) for subject in self._touched(filed)}
        if PRICE_UNAVAILABLE in expected.values():
            self.model.filed.pop()
            assert PRICE_UNAVAILABLE == _refusal(send)
            return
        answer = send()
        report = answer["report"]
        self.model.filed[-1] = filed._replace(report=report["id"], revision=report["revision"])
        made = {_named(each): each for each in answer["assessments"]}
        for subject, wanted in expected.items():
            document = made.pop((subject.schedule.name, subject.start.isoformat(), subject.group), None)
            assert (document is None) == (wanted == DOES_NOT_APPLY)
            if document is not None:
                self._keep(subject, document, wanted)
        assert {} == made

    def reassess(self, kept: Kept) -> None:
        """Make a standing assessment again, by what is known now."""
        expected = self._again(kept.subject)
        if isinstance(expected, str):
            assert expected == _refusal(lambda: self.service.reassess(kept.id))
        else:
            made = self.service.reassess(kept.id)
            assert made["differences"] == self.service.differences(made["id"])
            self._keep_reassessed(kept, made, expected)

    def reassess_by_job(self, *, stale_only: bool) -> None:
        """Make all again that stand, or those that are stale; what cannot be made is told, and stands."""
        chosen = self.stale if stale_only else list(self.standing.values())
        expected = {kept.id: self._again(kept.subject) for kept in chosen}
        done = self.service.reassess_by_job(stale_only=stale_only)
        failed = {each["assessment"]: _reason(each["code"]) for each in done["failures"]}
        assert {each: reason for each, reason in expected.items() if isinstance(reason, str)} == failed
        assert len(chosen) == done["done"] + done["failed"]
        for kept in chosen:
            answer = expected[kept.id]
            if isinstance(answer, Answer):
                made = self.service.read(self.service.read(kept.id)["superseded_by"])
                self._keep_reassessed(kept, made | {"differences": self.service.differences(made["id"])}, answer)

    def compare_standing(self) -> None:
        """Hold whatever is not stale against the model's answer by all that is known now."""
        for subject, kept in self.standing.items():
            is_stale, is_right = bool(self.service.read(kept.id)["stale"]), kept.answer == self._again(subject)
            assert is_stale or is_right, f"{kept.id} is not the answer any more, and not stale"
            if is_stale:
                hypothesis.event(f"stale, and the answer is {'the same' if is_right else 'another'}")

    def compare_past(self) -> None:
        """Ask once more for all that was ever answered: replays, sums along chains, estimates of each instant."""
        for kept in self.kept:
            replayed = self.service.replay(kept.id)
            assert replayed["identical"], replayed["differences"]
            assert self.service.facts_are_told_alike(kept.id)
        for subject, last in self.standing.items():
            chain = [kept for kept in self.kept if kept.subject == subject]
            told = sum((kept.difference or Decimal(0) for kept in chain), Decimal(0))
            assert chain[0].answer.total + Fraction(told) == last.answer.total
        recorded = {law.at for law in self.model.laws if law.at <= self.service.now}
        recorded |= {quote.at for quote in self.model.quotes}
        for filed in self.model.counting(self.service.now):
            for instant in sorted(recorded | {at - _A_MOMENT for at in recorded}):
                self._compare_estimate(filed, instant)

    def _compare_estimate(self, filed: Filed, known_at: datetime) -> None:
        where = self.model.where(self.farms[filed.farm], self.service.now)[filed.farm]
        content = _within_everywhere(filed.content, self.schedules)
        expected: dict[str, tuple[object, object, Fraction]] = {}
        reasons = set()
        for schedule in self.schedules if where.concerns_xa else ():
            case = Case(schedule, (Stating(content, where),), *content.period, in_year=False, year=content.period.start)
            try:
                answer = self.model.compute(case, law_at=known_at, quotes_at=known_at)
                expected[schedule.name] = answer.lines, answer.found, answer.total
            except NoAnswer as none:
                reasons.add(none.code)
        if PRICE_UNAVAILABLE in reasons:
            assert PRICE_UNAVAILABLE == _refusal(lambda: self.service.estimate(content, where, known_at))
        else:
            made = self.service.estimate(content, where, known_at)
            assert expected == {
                name: (amounts_of(each), findings_of(each), _total(each)) for name, each in made.items()
            }

    def _answer(self, subject: Subject) -> Answer | str:
        """Return the model's answer by what is known now, or why there is none."""
        try:
            return self.model.answer(subject, self.service.now)
        except NoAnswer as none:
            return none.code

    def _again(self, subject: Subject) -> Answer | str:
        """
        Return what it comes to for whom something was assessed already: where no law is any more, nothing.

        Of whom nothing counts any more, because of a group, there is no answer: it counts elsewhere.
        """
        answer = self._answer(subject)
        if subject.schedule.subject == "group" and self._case(subject, self.service.now) is None:
            return answer
        return NOTHING if answer == DOES_NOT_APPLY else answer

    def _touched(self, filed: Filed) -> Iterator[Subject]:
        """Yield whatever is assessed because of *filed*: each schedule of its farm's places, by tax period."""
        operator = self.farms[filed.farm]
        before = [each for each in self.model.filed if each.report == filed.report and each.revision < filed.revision]
        if self.model.where(operator, filed.at)[filed.farm].concerns_xa:
            for schedule in self.schedules:
                farm = filed.farm if schedule.subject == "farm" else None
                reaches = [each.reach(schedule.time_zone) for each in (filed, *before[-1:])]
                days = [day for each in reaches for day in days_of(*each)]
                yield from dict.fromkeys(self._subject(schedule, operator, farm, day) for day in days)

    def _subject(self, schedule: Invented, operator: str, farm: str | None, day: date) -> Subject:
        """Return whom what *operator* did on *day* is assessed of, as known now."""
        files, group = taxpayer(self.model.belonged, schedule, operator, day, self.service.now)
        return Subject(schedule, files, farm, tax_period(schedule.period, day).start, group)

    def _keep(self, subject: Subject, document: Any, expected: Answer | str) -> None:
        """Compare what was made with what was *expected*, and keep it as the last of its chain."""
        answer = Answer(amounts_of(document), findings_of(document), _total(document), document["in_year"])
        assert expected == answer
        if subject.group is not None:
            alike = {self.farms[report["farm"]] for report in document["reports"]}
            hypothesis.event(f"an assessment of a group in which {len(alike)} have reported")
        before = self.standing.get(subject)
        assert (before and before.id) == document["supersedes"]
        told = None if document["difference"] is None else Decimal(document["difference"]["amount"])
        assert (None if before is None else answer.total - before.answer.total) == told
        known_at = datetime.fromisoformat(document["known_at"])
        self.kept.append(Kept(document["id"], subject, known_at, answer, told))

    def _keep_reassessed(self, before: Kept, document: Any, expected: Answer) -> None:
        """Compare each difference with the model's, too: one cause for each, and the sum of those of what is owed."""
        expected_steps = dict(self._steps(before))
        self._keep(before.subject, document, expected)
        found, owed = {}, Decimal(0)
        for each in document["differences"]:
            key = each["cause"], each["period"]["start"], each["period"]["end"], each["line"]
            assert key not in found
            hypothesis.event(f"a difference: {each['cause']}")
            found[key] = Fraction(each["before"]), Fraction(each["after"])
            assert Fraction(each["difference"]) == found[key][1] - found[key][0]
            assert each["result"] == (each["line"] == "due")
            owed += Decimal(each["difference"]) * each["result"]
        assert expected_steps == found
        assert Decimal(document["difference"]["amount"]) == owed

    def _case(self, subject: Subject, known_at: datetime) -> Case | None:
        try:
            return self.model.case(subject, known_at)
        except NoAnswer:
            return None

    def _lines(self, case: Case | None, law_at: datetime) -> dict[tuple[date, date, str], Fraction]:
        """Return the lines by the prices of now; none where no law is."""
        try:
            return {} if case is None else self.model.compute(case, law_at=law_at, quotes_at=self.service.now).lines
        except NoAnswer as none:
            if none.code == DOES_NOT_APPLY:
                return {}
            raise

    def _steps(self, kept: Kept) -> Iterator[tuple[tuple[str, str, str, str], tuple[Fraction, Fraction]]]:
        """Yield by cause, days and line what it was and is, where prices are moved first, then law, then facts."""
        then, now = kept.known_at, self.service.now
        old, new = self._case(kept.subject, then), self._case(kept.subject, now)
        moves = (("price-revised", old, then), ("law-correction", old, now), ("facts-amended", new, now))
        lines, cause = kept.answer.lines, ""
        for name, case, law_at in moves:
            cause = cause or name
            try:
                after = self._lines(case, law_at)
            except NoAnswer:
                continue  # taken together with the next
            for key in lines.keys() | after.keys():
                change = lines.get(key, _ZERO), after.get(key, _ZERO)
                if change[0] != change[1]:
                    yield (cause, key[0].isoformat(), key[1].isoformat(), key[2]), change
            lines, cause = after, ""


def _within_everywhere(content: ReportContent, schedules: tuple[Invented, ...]) -> ReportContent:
    """Leave out the receipts that lie outside of the period for some schedule: an estimate knows no other period."""
    inside = (
        line
        for line in content.production
        if all(content.period.contains(received(line, schedule.time_zone)) for schedule in schedules)
    )
    return content._replace(production=tuple(inside))


def _named(document: Any) -> tuple[str, str, str | None]:
    return document["schedule"], document["tax_period"]["start"], document["group"]


def _total(document: Any) -> Fraction:
    return Fraction(document["total"]["amount"])


def _refusal(send: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as refused:
        send()
    return _reason(refused.value.code)


def _reason(code: str) -> str:
    """Tell in the model's words why there is no answer; the service has several for what does not apply."""
    return code if code == PRICE_UNAVAILABLE else DOES_NOT_APPLY
