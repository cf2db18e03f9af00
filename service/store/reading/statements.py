"""Reads of what statements are drawn from: payments, reference rates and assessments, as known at an instant."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from service.store.mapping import columns_of
from service.store.reading.known import knowing, known
from service.store.reading.session import Session
from service.store.rows import AssessmentRow, PaymentRow, ReferenceRateRow
from service.store.statement import Query
from service.store.tables import assessments, payments, reference_rates

_payments: Final = select(*columns_of(PaymentRow)).where(known(payments.c.noted_at))
_PAYMENT: Final = Query(PaymentRow, _payments.where(payments.c.id == bindparam("id")))
_REVERSAL: Final = Query(PaymentRow, _payments.where(payments.c.reverses == bindparam("id")))
_BY_REFERENCE: Final = Query(
    PaymentRow,
    select(*columns_of(PaymentRow)).where(
        payments.c.operator == bindparam("operator"), payments.c.reference == bindparam("reference")
    ),
)
_KNOWN_PAYMENTS: Final = Query(
    PaymentRow,
    select(*columns_of(PaymentRow))
    .where(payments.c.operator == bindparam("operator"), known(payments.c.noted_at))
    .order_by(payments.c.id),
)
_KNOWN_ASSESSMENTS: Final = Query(
    AssessmentRow,
    select(*columns_of(AssessmentRow))
    .where(assessments.c.operator == bindparam("operator"), known(assessments.c.created_at))
    .order_by(assessments.c.id),
)
_KNOWN_RATES: Final = Query(
    ReferenceRateRow,
    select(*columns_of(ReferenceRateRow))
    .where(known(reference_rates.c.recorded_at))
    .order_by(reference_rates.c.series, reference_rates.c.since, reference_rates.c.recorded_at),
)


class Statements(Session):
    """What statements are drawn from."""

    def payment(self, identifier: str) -> PaymentRow | None:
        """Return a noted payment."""
        return self._first(_PAYMENT, {"id": identifier})

    def reversal(self, payment: str) -> PaymentRow | None:
        """Return the note that takes a payment away."""
        return self._first(_REVERSAL, {"id": payment})

    def payment_by_reference(self, operator: str, reference: str) -> PaymentRow | None:
        """Return the payment of an operator that goes by *reference*."""
        return self._first(_BY_REFERENCE, {"operator": operator, "reference": reference})

    def payments(
        self, operator: str, jurisdictions: Collection[str] | None = None, *, after: str | None = None, limit: int = 100
    ) -> tuple[PaymentRow, ...]:
        """Return at most *limit* payments of an operator to *jurisdictions* (none: all) after *after*, oldest first."""
        statement = _payments.where(payments.c.operator == operator)
        if jurisdictions is not None:
            statement = statement.where(payments.c.jurisdiction.in_(jurisdictions))
        if after is not None:
            statement = statement.where(payments.c.id > after)
        return self._all(PaymentRow, statement.order_by(payments.c.id).limit(limit))

    def payments_known(self, operator: str, known_at: datetime) -> tuple[PaymentRow, ...]:
        """Return the payments of an operator that were noted by an instant, oldest note first."""
        return self._every(_KNOWN_PAYMENTS, {"operator": operator, **knowing(known_at)})

    def assessments_known(self, operator: str, known_at: datetime) -> tuple[AssessmentRow, ...]:
        """Return the assessments of an operator that were made by an instant, oldest first."""
        return self._every(_KNOWN_ASSESSMENTS, {"operator": operator, **knowing(known_at)})

    def reference_rates_known(self, known_at: datetime) -> tuple[ReferenceRateRow, ...]:
        """Return every rate recorded by an instant, by series and day; of a day, the last to count comes last."""
        return self._every(_KNOWN_RATES, {**knowing(known_at)})
