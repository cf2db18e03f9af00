"""Each component told as a line: what it works on, at which rate, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from service.domain.decimals import ONE
from service.law.components import (
    Band,
    Brackets,
    Cap,
    ChooseFirst,
    ChooseHighest,
    Component,
    Credit,
    Eligibility,
    Exempt,
    Lookup,
    Minimum,
    Option,
    Percent,
    PerUnit,
    Product,
    Ratio,
    Round,
    Subtract,
    Surcharge,
    Total,
)
from service.law.conditions import All, AnyOf
from service.law.units import NUMBER, Unit
from service.law.wording.terms import Terms


class Step(NamedTuple):
    """A component in words: a sentence without its full stop, and what is listed below it."""

    sentence: str
    rows: tuple[str, ...] = ()


def tell(component: Component, terms: Terms) -> Step:
    """Tell *component* in a sentence, with rows below it where it has bands, codes, options or several conditions."""
    told = _TELLERS[type(component)](component, terms)
    return told if isinstance(told, Step) else Step(told)


def _per_unit(component: PerUnit, terms: Terms) -> str:
    rate = terms.rate_on(component.rate, component.of)
    return terms.language.say("per_unit", rate=rate, of=terms.ref(component.of))


def _percent(component: Percent, terms: Terms) -> str:
    rate = terms.language.fraction(component.rate)
    return terms.language.say("percent", rate=rate, of_of=terms.ref_of(component.of))


def _brackets(component: Brackets, terms: Terms) -> Step:
    unit, bands = terms.units.get(component.of), component.bands
    rows = []
    for at, band in enumerate(bands):
        end = bands[at + 1].start if at + 1 < len(bands) else None
        sentence = ("band_first" if at == 0 else "band_to") if end is not None else "band_last" if at else "band_only"
        start = terms.amount(band.start, unit) if end is None else terms.language.number(band.start)
        limit = "" if end is None else terms.amount(end, unit)
        row = terms.language.say(sentence, start=start, end=limit, rate=terms.rate_on(band.rate, component.of))
        rows.append(_marked(row, band, terms))
    return Step(terms.language.say(component.mode, of=terms.ref(component.of)), tuple(rows))


def _lookup(component: Lookup, terms: Terms) -> Step:
    language, by = terms.language, terms.units.get(component.by)
    unit = _rate_unit(component, terms)
    rows = []
    bands = component.bands or ()
    for at, band in enumerate(bands):
        end = terms.amount(bands[at + 1].start, by) if at + 1 < len(bands) else ""
        start = language.number(band.start) if end else terms.amount(band.start, by)
        rate = terms.amount(band.rate, unit)
        row = language.say("row_to" if end else "row_last", start=start, end=end, rate=rate)
        rows.append(_marked(row, band, terms))
    for code, rate_of_code in (component.table or {}).items():
        rows.append(language.say("entry", entry=language.word(code), rate=terms.amount(rate_of_code, unit)))
    if component.no_hit is not None:
        rows.append(language.say("no_hit", reason=component.no_hit))
    return Step(language.say("lookup", by_of=terms.ref_of(component.by)), tuple(rows))


def _rate_unit(component: Lookup, terms: Terms) -> Unit | None:
    """Return the unit of the rates; factors of which one is above 1 are not told as percentages."""
    unit = terms.units.get(component.head.id)
    rates = [band.rate for band in component.bands or ()] + list((component.table or {}).values())
    return None if unit == NUMBER and any(rate > ONE for rate in rates) else unit


def _product(component: Product, terms: Terms) -> str:
    return terms.language.say("product", of=terms.ref(component.of), by=terms.ref(component.by))


def _ratio(component: Ratio, terms: Terms) -> str:
    return terms.language.say(
        "ratio",
        of=terms.ref(component.of),
        by=terms.ref(component.by),
        scale=component.scale,
        mode=terms.language.word(component.mode),
        if_zero=terms.amount(component.if_zero, terms.units.get(component.head.id)),
    )


def _subtract(component: Subtract, terms: Terms) -> str:
    base, less = terms.ref(component.base), terms.refs(component.less)
    if component.floor is None:
        return terms.language.say("subtract", base=base, less=less)
    floor = terms.amount(component.floor, terms.units.get(component.head.id))
    return terms.language.say("subtract_floor", base=base, less=less, floor=floor)


def _total(component: Total, terms: Terms) -> str:
    sentence = "total_less" if component.less else "total" if len(component.add) > 1 else "total_one"
    less = terms.refs(component.less) if component.less else ""
    return terms.language.say(sentence, add=terms.refs(component.add), less=less)


def _choose_first(component: ChooseFirst, terms: Terms) -> Step:
    unit = terms.units.get(component.head.id)
    return Step(terms.language.say("choose"), tuple(_option(option, unit, terms) for option in component.options))


def _option(option: Option, unit: Unit | None, terms: Terms) -> str:
    value = terms.operand(option.value, unit)
    if option.when is None:
        return terms.language.say("otherwise", value=value)
    return terms.language.say("option", value=value, condition=terms.condition(option.when))


def _choose_highest(component: ChooseHighest, terms: Terms) -> str:
    return terms.language.say("highest", of=terms.refs(component.of))


def _exempt(component: Exempt, terms: Terms) -> str:
    condition, of = terms.condition(component.when), terms.ref(component.of)
    return terms.language.say("exempt", condition=condition, reason=component.reason, of=of)


def _surcharge(component: Surcharge | Credit, terms: Terms) -> str:
    kind, rate, of = component.head.kind, terms.language.fraction(component.rate), terms.ref_of(component.of)
    if component.when is None:
        return terms.language.say(kind, rate=rate, of_of=of)
    return terms.language.say(f"{kind}_if", rate=rate, of_of=of, condition=terms.condition(component.when))


def _credit(component: Credit, terms: Terms) -> str:
    told = _surcharge(component, terms)
    return terms.language.say("refundable", credit=told) if component.refundable else told


def _bound(component: Cap | Minimum, terms: Terms) -> str:
    at = component.at
    limit = terms.ref_of(at) if isinstance(at, str) else terms.amount(at, terms.units.get(component.head.id))
    return terms.language.say(component.head.kind, of=terms.ref(component.of), at_of=limit)


def _eligibility(component: Eligibility, terms: Terms) -> Step:
    language, when = terms.language, component.when
    severity, message = language.word(component.severity), language.quote(component.message[language.code])
    says = language.say("says", message=message)
    if isinstance(when, All | AnyOf) and len(when.of) > 1:
        parts = tuple(terms.condition(part) for part in when.of)
        return Step(language.say("all_of" if isinstance(when, All) else "any_of", severity=severity), (*parts, says))
    return Step(language.say("eligibility", severity=severity, condition=terms.condition(when)), (says,))


def _round(component: Round, terms: Terms) -> str:
    step, mode = terms.amount(component.step, terms.units.get(component.head.id)), terms.language.word(component.mode)
    return terms.language.say("round", of=terms.ref(component.of), step=step, mode=mode)


def _marked(row: str, band: Band, terms: Terms) -> str:
    """Say how sure a band is, where that differs from its component."""
    if band.evidence is None:
        return row
    return terms.language.say("marked", text=row, evidence=terms.language.word(band.evidence))


_TELLERS: Final[dict[type, Callable[[Any, Terms], str | Step]]] = {
    PerUnit: _per_unit,
    Percent: _percent,
    Brackets: _brackets,
    Lookup: _lookup,
    Product: _product,
    Ratio: _ratio,
    Subtract: _subtract,
    Total: _total,
    ChooseFirst: _choose_first,
    ChooseHighest: _choose_highest,
    Exempt: _exempt,
    Surcharge: _surcharge,
    Credit: _credit,
    Cap: _bound,
    Minimum: _bound,
    Eligibility: _eligibility,
    Round: _round,
}
