"""What may happen to controlled groups: they are formed, operators join and leave them, or turn out to have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import event

from service.domain.errors import Conflict, Nonsense
from tests.property.usecases.events import TIME_ZONES
from tests.property.usecases.invented_law import Invented
from tests.property.usecases.recorded_facts import Belonged, Placed, Spot
from tests.property.usecases.side_by_side import SideBySide


class Found(NamedTuple):
    """Another operator is registered, with its first farm."""

    spot: Spot
    since: date
    hours_ahead: int

    def happen(self, world: SideBySide) -> None:
        """Register both."""
        operator = world.service.register_operator()
        farm = world.service.register_farm(operator, self.spot, self.since, TIME_ZONES[self.hours_ahead])
        world.farms[farm], world.hours_ahead[farm] = operator, self.hours_ahead
        world.model.placed.append(Placed(world.service.now, operator, farm, self.since, self.spot))


class FormGroup(NamedTuple):
    """Some of the operators are found to be controlled by one, from a day on; the first of them files for all."""

    schedule: Invented
    numbers: tuple[int, ...]
    days: tuple[date, date | None]

    def happen(self, world: SideBySide) -> None:
        """Form it, unless one of them is in another group then."""
        members = [
            Belonged(world.service.now, "", self.schedule, "", operator, *self.days)
            for operator in _operators(world, self.numbers)
        ]
        if _are_elsewhere(world, members):
            _refused(Conflict, lambda: world.service.form_group(self.schedule, members))
            return
        group = world.service.form_group(self.schedule, members)["id"]
        files = members[0].operator
        world.model.belonged += [each._replace(group=group, representative=files) for each in members]


class Join(NamedTuple):
    """An operator belongs to one of the groups from a day on, or turns out to have."""

    group: int
    number: int
    days: tuple[date, date | None]

    def happen(self, world: SideBySide) -> None:
        """Record it, unless it is in some group then."""
        if not world.model.belonged:
            return
        groups = list({each.group: each for each in world.model.belonged}.values())
        like = groups[self.group % len(groups)]
        (operator,) = _operators(world, (self.number,))
        member = like._replace(at=world.service.now, operator=operator, since=self.days[0], until=self.days[1])
        if _are_elsewhere(world, [member]):
            _refused(Conflict, lambda: world.service.join(member))
        else:
            world.service.join(member)
            world.model.belonged.append(member)


class Leave(NamedTuple):
    """The latest membership of an operator in a group ends on a day, or turns out never to have been."""

    number: int
    until: date

    def happen(self, world: SideBySide) -> None:
        """Record it of one of those who belong to a group still, where the day is possible."""
        latest: dict[tuple[str, str], Belonged] = {}
        for each in sorted(_standing(world.model.belonged), key=lambda each: each.since):
            latest[each.group, each.operator] = each
        if not latest:
            return
        before = list(latest.values())[self.number % len(latest)]
        after = before._replace(at=world.service.now, until=self.until)
        if self.until < before.since:
            _refused(Nonsense, lambda: world.service.leave(before.group, before.operator, self.until))
        elif _are_elsewhere(world, [after]):
            _refused(Conflict, lambda: world.service.leave(before.group, before.operator, self.until))
        else:
            event(f"a membership ends that {'never was' if self.until == before.since else 'was'}")
            world.service.leave(before.group, before.operator, self.until)
            world.model.belonged.append(after)


def _operators(world: SideBySide, numbers: Iterable[int]) -> list[str]:
    known = sorted(set(world.farms.values()))
    return list(dict.fromkeys(known[number % len(known)] for number in numbers))


def _standing(belonged: Iterable[Belonged]) -> list[Belonged]:
    """Return the last word on each first day, where it leaves a day."""
    last = {(each.group, each.operator, each.since): each for each in belonged}
    return [each for each in last.values() if each.until is None or each.since < each.until]


def _are_elsewhere(world: SideBySide, members: Iterable[Belonged]) -> bool:
    """Tell whether one of *members* belongs to a group of the schedule on one of its days already, or still."""
    return any(
        (each.schedule, each.operator) == (other.schedule, other.operator)
        and (each.group, each.since) != (other.group, other.since)
        and max(each.since, other.since) < min(each.until or date.max, other.until or date.max)
        for each in members
        for other in _standing(world.model.belonged)
    )


def _refused(kind: type[Exception], send: Callable[[], Any]) -> None:
    with pytest.raises(kind):
        send()
    event(f"a membership is refused: {kind.__name__}")


GroupEvent = Found | FormGroup | Join | Leave
