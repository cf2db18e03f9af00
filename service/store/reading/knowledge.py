"""
The lock of knowledge, and reads of what made assessments stale and what reassessing came to.

Many may use what is known at once (filings, reassessments); whoever records law, prices or rates does it alone. So an
assessment was made wholly before something was recorded, and is then marked, or wholly after it, and knows it.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Text

from service.store.mapping import columns_of
from service.store.reading.known import known
from service.store.reading.session import Session
from service.store.rows import DifferenceRow, StalenessRow
from service.store.statement import Query
from service.store.tables import assessment_differences, assessment_staleness

# Any number will do that no other program locks in the same database: "laws" in ASCII.
_NUMBER: Final = 0x6C617773


class _Shared(GenericFunction[str]):
    """Holds the lock together with others until the transaction ends."""

    type = Text()
    inherit_cache = True


class _Alone(GenericFunction[str]):
    """Holds the lock alone until the transaction ends."""

    type = Text()
    inherit_cache = True


@compiles(_Shared)
@compiles(_Alone)
def _writers_are_alone_anyway(_element: Any, _compiler: Any, **_: Any) -> str:
    return "''"


@compiles(_Shared, "postgresql")
def _shared(_element: Any, _compiler: Any, **_: Any) -> str:
    return f"pg_advisory_xact_lock_shared({_NUMBER})::text"


@compiles(_Alone, "postgresql")
def _alone(_element: Any, _compiler: Any, **_: Any) -> str:
    return f"pg_advisory_xact_lock({_NUMBER})::text"


USE_KNOWLEDGE: Final = Query(str, select(_Shared()))
_CHANGE_KNOWLEDGE: Final = Query(str, select(_Alone()))
_STALENESS: Final = Query(
    StalenessRow,
    select(*columns_of(StalenessRow))
    .where(assessment_staleness.c.assessment == bindparam("assessment"), known(assessment_staleness.c.recorded_at))
    .order_by(assessment_staleness.c.recorded_at, assessment_staleness.c.reason, assessment_staleness.c.cause),
)
_DIFFERENCES: Final = Query(
    DifferenceRow,
    select(*columns_of(DifferenceRow))
    .where(assessment_differences.c.assessment == bindparam("assessment"))
    .order_by(assessment_differences.c.position),
)


class Knowledge(Session):
    """What is known, and what came of its changing."""

    def use_knowledge(self) -> None:
        """Let nobody record law, prices or rates until this unit of work ends."""
        self._first(USE_KNOWLEDGE)

    def change_knowledge(self) -> None:
        """Wait until nobody uses what is known, and let nobody until this unit of work ends."""
        self._first(_CHANGE_KNOWLEDGE)

    def staleness(self, assessment: str) -> tuple[StalenessRow, ...]:
        """Return what was recorded since an assessment was made that it rests on, earliest first."""
        return self._every(_STALENESS, {"assessment": assessment})

    def differences(self, assessment: str) -> tuple[DifferenceRow, ...]:
        """Return what the reassessment that made this assessment changed, by cause, span of days and line."""
        return self._every(_DIFFERENCES, {"assessment": assessment})
