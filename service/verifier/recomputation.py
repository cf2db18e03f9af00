"""Computes a disclosed assessment again, by the law and the kernel that the service computes by."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from service.domain.canonical import canonical, read_canonical
from service.domain.periods import Period
from service.domain.report_documents import read_reported
from service.domain.reports import OperatorKind, Place, Statement
from service.kernel.assessing import Question, assess, lapsed_in
from service.kernel.valuation import Price, Rate
from service.law.document import RecordedVersion, Schedule
from service.law.library import Library
from service.law.stored import schedule_from_content, version_from_content
from service.verifier.disclosure import Disclosure, Text

# What went into a result and stands in it; all else in it follows from these and from the text of the law.
_GIVEN: Final = (
    "currency",
    "flags",
    "in_year",
    "known_at",
    "period",
    "schedule",
    "segments",
    "status",
    "tax_period",
    "version",
    "version_sha256",
)
_GIVEN_NODES: Final = frozenset({"resolution", "facts", "valuation"})


class NotDisclosed(Exception):
    """Something is needed that was not disclosed; the text names it."""


def compute(disclosure: Disclosure, result: dict[str, Any]) -> bytes:
    """
    Return the result, as canonical JSON, that follows from what is disclosed.

    Raises:
        NotDisclosed: something is missing.
        Refusal: the kernel refuses to compute it.
        ArithmeticError, AttributeError, LookupError, TypeError, ValueError: what is disclosed has not its form.
    """
    library = Library(_version(text) for text in disclosure.law)
    name = result["schedule"]
    period = result["period"]
    question = Question(
        schedule=library.schedule(name),
        versions=library.versions(name),
        statements=_statements(disclosure),
        period=Period(date.fromisoformat(period["start"]), date.fromisoformat(period["end"])),
        known_at=datetime.fromisoformat(result["known_at"]),
        quotes=_Disclosed(disclosure.facts),
        is_complete=not result["in_year"],
        lapsed=lapsed_in(result, library.by_sha256),
    )
    return canonical(assess(question).document)


def is_of_same_facts(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """
    Tell whether two results state the same law, days, places, facts and valuations.

    If they do and differ in anything else, one of them was not computed as that law says: no fact that somebody
    discloses could explain it.
    """
    return all(one.get(name) == other.get(name) for name in _GIVEN) and _given_nodes(one) == _given_nodes(other)


def is_of_one_schedule(disclosure: Disclosure) -> bool:
    """Tell whether all texts of the law have the same schedule beside them: of several, nobody signed which counts."""
    return len({canonical(read_canonical(text.data)["schedule"]) for text in disclosure.law}) == 1


def first_difference(one: Any, other: Any, pointer: str = "") -> str | None:
    """Return the JSON pointer (RFC 6901) of the first place at which two documents differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted({*one, *other}):
            here = f"{pointer}/{name}"
            if name not in one or name not in other:
                return here
            if found := first_difference(one[name], other[name], here):
                return found
        return None
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        places = (
            first_difference(*pair, f"{pointer}/{place}") for place, pair in enumerate(zip(one, other, strict=True))
        )
        return next((found for found in places if found), None)
    return None if one == other else pointer or "/"


def _given_nodes(result: dict[str, Any]) -> list[Any]:
    return [node for node in result.get("trace", []) if node.get("kind") in _GIVEN_NODES]


def _version(text: Text) -> tuple[Schedule, RecordedVersion]:
    content = read_canonical(text.data)
    schedule = schedule_from_content(content["schedule"])
    version = version_from_content(content["version"], schedule)
    withdrawn = None if text.withdrawn_at is None else datetime.fromisoformat(text.withdrawn_at)
    return schedule, RecordedVersion(version, datetime.fromisoformat(text.recorded_at), withdrawn)


def _statements(disclosure: Disclosure) -> tuple[Statement, ...]:
    stated = disclosure.facts["statements"]
    return tuple(_statement(report.data, facts) for report, facts in zip(disclosure.reports, stated, strict=True))


def _statement(data: bytes | None, facts: Any) -> Statement:
    if data is None or facts is None:
        raise NotDisclosed("the content of a report")
    reported, days = read_reported(read_canonical(data)), facts["days"]
    return Statement(
        operator_kind=OperatorKind(facts["operator_kind"]),
        places=tuple(
            Place(date.fromisoformat(each["since"]), each["region"], each["zone"]) for each in facts["places"]
        ),
        period=reported.period,
        energy=reported.energy,
        production=reported.production,
        costs=reported.costs,
        days=None if days is None else tuple(map(_days, days)),
    )


def _place(place: Any) -> Place:
    return Place(date.fromisoformat(place["since"]), place["region"], place["zone"])


def _days(days: Any) -> Period:
    return Period(date.fromisoformat(days["start"]), date.fromisoformat(days["end"]))


class _Disclosed:
    """The quotes that were disclosed; those that were not cannot be asked for."""

    def __init__(self, facts: Any) -> None:
        self._prices = {(each["asset"], each["currency"], each["asked_on"]): each["quote"] for each in facts["prices"]}
        self._rates = {(each["base"], each["currency"], each["asked_on"]): each["quote"] for each in facts["rates"]}

    def price(self, asset: str, currency: str, on: date) -> Price | None:
        """Return a price."""
        quote = _found(self._prices, asset, currency, on)
        if quote is None:
            return None
        day, price = date.fromisoformat(quote["on"]), Decimal(quote["price"])
        return Price(asset, currency, day, price, quote["source"], quote["method"])

    def rate(self, base: str, currency: str, on: date) -> Rate | None:
        """Return a rate."""
        quote = _found(self._rates, base, currency, on)
        if quote is None:
            return None
        day, rate = date.fromisoformat(quote["on"]), Decimal(quote["rate"])
        return Rate(base, currency, day, quote["units"], rate, quote["source"])


def _found(quotes: dict[tuple[str, str, str], Any], base: str, currency: str, on: date) -> Any:
    try:
        return quotes[base, currency, on.isoformat()]
    except KeyError:
        raise NotDisclosed(f"what {base} was worth in {currency} on {on.isoformat()}") from None
