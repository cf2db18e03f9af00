"""Reads of controlled groups, of who belongs to them, and the lock of several operators at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, exists, select, union

from service.domain.principals import World
from service.store.mapping import columns_of
from service.store.reading.known import known
from service.store.reading.parties import among, operator_of_farm
from service.store.reading.session import Session
from service.store.rows import GroupRow, KnownMembership, MembershipRow, OpeningKeyRow, OperatorRow
from service.store.statement import Query
from service.store.tables import controlled_groups, farms, memberships, opening_keys, operators

_GROUP: Final = Query(
    GroupRow,
    select(*columns_of(GroupRow)).where(
        controlled_groups.c.id == bindparam("id"), known(controlled_groups.c.created_at)
    ),
)
_IN_ORDER: Final = (memberships.c.operator, memberships.c.since, memberships.c.recorded_at)
_MEMBERSHIPS: Final = Query(
    MembershipRow,
    select(*columns_of(MembershipRow))
    .where(memberships.c.controlled_group == bindparam("id"), known(memberships.c.recorded_at))
    .order_by(*_IN_ORDER),
)
_own: Final = memberships.alias("own")
_beside: Final = memberships.alias("beside")


def _memberships_beside(operator: ColumnElement[Any]) -> Select[Any]:
    """Select every membership in every group to which *operator* ever belonged."""
    groups = select(_own.c.controlled_group).where(_own.c.operator == operator, known(_own.c.recorded_at))
    columns = (
        controlled_groups.c.id,
        controlled_groups.c.schedule,
        controlled_groups.c.representative,
        memberships.c.operator,
        memberships.c.since,
        memberships.c.until,
        memberships.c.recorded_at,
    )
    joined = select(*columns).join_from(memberships, controlled_groups)
    beside = memberships.c.controlled_group.in_(groups), known(memberships.c.recorded_at)
    return joined.where(*beside).order_by(controlled_groups.c.id, *_IN_ORDER)


_MEMBERSHIPS_BESIDE: Final = Query(KnownMembership, _memberships_beside(bindparam("operator")))
MEMBERSHIPS_BESIDE_FARM: Final = Query(KnownMembership, _memberships_beside(operator_of_farm))

REPRESENTATIVES_BESIDE_FARM: Final = (
    select(controlled_groups.c.representative)
    .join_from(_own, controlled_groups, _own.c.controlled_group == controlled_groups.c.id)
    .where(_own.c.operator == operator_of_farm)
)

# The operator of a farm and all who were ever in a group with it. Whoever locks several does so in the order of their
# identifiers, so that two never wait for each other; PostgreSQL locks rows in the order in which it returns them.
_of_the_farm: Final = select(farms.c.operator).where(farms.c.id == bindparam("farm"))
_with_it: Final = (
    select(_beside.c.operator)
    .join_from(farms, _own, _own.c.operator == farms.c.operator)
    .join(_beside, _beside.c.controlled_group == _own.c.controlled_group)
    .where(farms.c.id == bindparam("farm"))
)
_for_update: Final = select(*columns_of(OperatorRow)).order_by(operators.c.id).with_for_update(key_share=True)
LOCKED_OPERATORS: Final = Query(OperatorRow, _for_update.where(operators.c.id.in_(union(_of_the_farm, _with_it))))
# Asked behind these locks, which whoever destroys a key takes first.
LOCKED_KEYS: Final = Query(
    OpeningKeyRow,
    select(*columns_of(OpeningKeyRow)).where(opening_keys.c.subject.in_(union(_of_the_farm, _with_it))),
)


class Groups(Session):
    """Controlled groups."""

    def group(self, identifier: str) -> GroupRow | None:
        """Return a group."""
        return self._first(_GROUP, {"id": identifier})

    def memberships(self, group: str) -> tuple[MembershipRow, ...]:
        """Return all that was ever recorded of who belongs to *group*, by operator and day, earliest recorded first."""
        return self._every(_MEMBERSHIPS, {"id": group})

    def memberships_beside(self, operator: str) -> tuple[KnownMembership, ...]:
        """Return all that was ever recorded of the groups of *operator*: its own memberships, and those of others."""
        return self._every(_MEMBERSHIPS_BESIDE, {"operator": operator})

    def groups(
        self,
        operators: Collection[str] | World | None,
        schedules: Collection[str] | None = None,
        *,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[GroupRow, ...]:
        """Return at most *limit* groups of *schedules* that one of *operators* (none: any) was in, oldest first."""
        statement = select(*columns_of(GroupRow)).where(known(controlled_groups.c.created_at))
        statement = statement.order_by(controlled_groups.c.id).limit(limit)
        if operators is not None:
            of_it = memberships.c.controlled_group == controlled_groups.c.id
            belongs = exists().where(of_it, known(memberships.c.recorded_at))
            statement = statement.where(belongs.where(among(memberships.c.operator, operators)))
        if schedules is not None:
            statement = statement.where(controlled_groups.c.schedule.in_(schedules))
        if after is not None:
            statement = statement.where(controlled_groups.c.id > after)
        return self._all(GroupRow, statement)
