"""The marshmallow schemas of the charges of an aftermath, and of the worked cases that prove them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar, Final, Unpack

from marshmallow import ValidationError, post_load

from service.domain.decimals import ROUNDING_MODES, NotADecimal, decimal
from service.domain.rate_series import RATE_SERIES
from service.domain.reports import OperatorKind
from service.law.charges import (
    DAY_COUNTS,
    CaseFiling,
    CasePayment,
    CaseRate,
    Charge,
    ChargeHead,
    LateCase,
    LateFiling,
    LateInterest,
    Rounding,
    Share,
    Step,
)
from service.law.errors import listed
from service.law.format.fields import (
    Day,
    DocumentField,
    Formed,
    Number,
    OneOfWords,
    Options,
    Sequence,
    Table,
    Text,
    Whole,
    did_you_mean,
    wrong,
)
from service.law.format.forms import LAW, NAME
from service.law.format.shapes import DocumentSchema, Part, Words, evidence_field

_OVER: Final = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_LONGEST_DELAY: Final = 36_600  # days of a century, which no step of any law comes near


class ShareField(DocumentField[Share]):
    """A share of something, written as law writes it."""

    expected = 'a share as law writes it: "1/300", "1.25/1" or "0.05"'

    def _read(self, value: object) -> Share:
        text = self.text_of(value)
        times, stroke, over = text.partition("/")
        whole = over if stroke else "1"
        remedy = "A plain decimal number, alone or over a whole one; no percent sign, no spaces."
        if _OVER.fullmatch(whole) is None:
            raise self.refuse("not-a-share", text, remedy)
        try:
            return Share(decimal(times), int(whole))
        except NotADecimal:
            raise self.refuse("not-a-share", text, remedy) from None


def _word(*words: str, **options: Unpack[Options]) -> OneOfWords[str]:
    return OneOfWords({word: word for word in words}, **options)


class _Made(DocumentSchema):
    """A mapping that is read into the value that it *makes*."""

    makes: ClassVar[Callable[..., Any]]

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Any:  # each schema has its own value
        """Make the value of its members."""
        return type(self).makes(**data)


class _StepSchema(_Made):
    makes = Step
    start = Whole(1, _LONGEST_DELAY, required=True, data_key="from")
    share = ShareField(required=True)


class _RoundingSchema(_Made):
    makes = Rounding
    step = Number(required=True)
    mode = _word(*ROUNDING_MODES, required=True)


class ChargeSchema(DocumentSchema):
    """What every charge has."""

    makes: ClassVar[Callable[..., Any]]
    id = Formed(NAME, required=True)
    kind = Text(required=True)
    operators = Sequence(_word(*OperatorKind), required=True)
    law = Formed(LAW, required=True)
    evidence = evidence_field(load_default=None)
    title = Part[dict[str, str]](Words, load_default=None)
    steps = Sequence(Part[Step](_StepSchema), required=True)
    rounding = Part[Rounding](_RoundingSchema, required=True, data_key="round")

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Charge:
        """Make the charge, with its head."""
        head = ChargeHead(**{member: data.pop(member) for member in ChargeHead._fields})
        charge: Charge = type(self).makes(head=head, **data)
        return charge


class LateInterestSchema(ChargeSchema):
    """Interest for the days of a delay."""

    makes = LateInterest
    series = OneOfWords({name: name for name in RATE_SERIES}, code="unknown-series", required=True)
    day_count = _word(*DAY_COUNTS, required=True)
    days = _word("from_day_after_due", required=True)
    payment_day = _word("counted", "not_counted", required=True)


class LateFilingSchema(ChargeSchema):
    """A penalty for a return that comes late."""

    makes = LateFiling
    of = _word("tax", "unpaid_tax", required=True)
    months = _word("started", "full", required=True)
    cap = ShareField(load_default=None)
    minimum = Number(load_default=None)


CHARGES: Final[dict[str, ChargeSchema]] = {
    "late_interest": LateInterestSchema(),
    "late_filing": LateFilingSchema(),
}


class ChargeField(DocumentField[Charge]):
    """A charge of one of the kinds."""

    expected = "a charge: {id, kind, ...}"

    def _read(self, value: object) -> Charge:
        if not isinstance(value, dict):
            raise self.refuse("wrong-type", value, "Write a mapping that begins with id and kind.")
        kind = value.get("kind")
        if not isinstance(kind, str) or kind not in CHARGES:
            code = "missing-key" if kind is None else "unknown-kind"
            refusal = wrong(code, kind, f"one of the kinds: {listed(CHARGES)}", did_you_mean(str(kind), CHARGES))
            raise ValidationError({"kind": refusal.messages})
        charge: Charge = CHARGES[kind].load(value)
        return charge


class _PaymentSchema(_Made):
    makes = CasePayment
    on = Day(required=True)
    amount = Number(required=True)


class _RateSchema(_Made):
    makes = CaseRate
    start = Day(required=True, data_key="from")
    rate = Number(required=True)


class _FilingSchema(_Made):
    makes = CaseFiling
    due_on = Day(required=True)
    filed_on = Day(required=True)


class CaseSchema(_Made):
    """A debt, what became of it, and what each charge comes to."""

    makes = LateCase
    name = Text(required=True)
    amount = Number(required=True)
    due_on = Day(required=True)
    as_of = Day(required=True)
    paid = Sequence(Part[CasePayment](_PaymentSchema), load_default=())
    rates = Sequence(Part[CaseRate](_RateSchema), load_default=())
    filing = Part[CaseFiling](_FilingSchema, load_default=None)
    expect = Table(Number(), required=True)
