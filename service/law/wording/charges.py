"""Each charge of an aftermath told as a line: on what, from which day, at which share, within which bounds."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.decimals import plain
from service.domain.rate_series import RATE_SERIES
from service.law.charges import Charge, LateFiling, LateInterest, Share
from service.law.conditions import OneOf
from service.law.units import CURRENCY
from service.law.wording.steps import Step
from service.law.wording.terms import Terms


def tell_charge(charge: Charge, terms: Terms) -> Step:
    """Tell *charge* in a sentence, with its steps and bounds below it."""
    language, rounding = terms.language, charge.rounding
    sentence = language.say(
        "charge_to",
        charge=_sentence(charge, terms),
        condition=terms.condition(OneOf("operator_kind", charge.head.operators)),
        step=terms.amount(rounding.step, CURRENCY),
        mode=language.word(rounding.mode),
    )
    return Step(sentence, tuple(_rows(charge, terms)))


def _sentence(charge: Charge, terms: Terms) -> str:
    if isinstance(charge, LateInterest):
        return terms.language.say("late_interest", payment_day=terms.language.word(charge.payment_day))
    return terms.language.say(f"late_filing_{charge.of}", months=terms.language.word(charge.months))


def _rows(charge: Charge, terms: Terms) -> Iterator[str]:
    language = terms.language
    if isinstance(charge, LateInterest):
        series = RATE_SERIES[charge.series].meaning[language.code]
        for step in charge.steps:
            share = language.say(f"share_{charge.day_count}", share=_share(step.share, terms), series=series)
            yield language.say("step_days", start=step.start, share=share)
        return
    for step in charge.steps:
        yield language.say("step_months", start=step.start, share=_share(step.share, terms))
    yield from _bounds(charge, terms)


def _bounds(charge: LateFiling, terms: Terms) -> Iterator[str]:
    if charge.cap is not None:
        yield terms.language.say("late_cap", share=_share(charge.cap, terms))
    if charge.minimum is not None:
        yield terms.language.say("late_minimum", amount=terms.amount(charge.minimum, CURRENCY))


def _share(share: Share, terms: Terms) -> str:
    """Write a share as law does, as a fraction or as a percentage."""
    return terms.language.fraction(share.times) if share.over == 1 else f"{plain(share.times)}/{share.over}"
