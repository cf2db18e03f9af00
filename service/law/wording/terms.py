"""The names of the things of one version, in one language: lines, facts, units, amounts and articles."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from service.domain.decimals import ZERO
from service.law.conditions import All, AnyOf, Compared, Condition, InList, Leaf, Not, OneOf, Season, Since
from service.law.document import Version
from service.law.naming import fact_behind
from service.law.units import CURRENCY, NUMBER, Unit, fact_unit, measure
from service.law.wording.language import Language

_SUBJECTS: Final = {"operator_kind": "operator", "region": "region"}
_LONGEST_TITLE: Final = 48
_LEAP_YEAR: Final = 2000  # any, so that 29 February is a day
_OPPOSITES: Final = {"above": "at_most", "at_least": "below", "below": "at_least", "at_most": "above"}
_TEENS: Final = range(11, 15)
_FEW: Final = range(2, 5)


class Terms:
    """What the parts of a version are called where it is explained."""

    def __init__(self, version: Version, language: Language, currency: str, *, numbered: bool = True) -> None:
        """
        Work out what everything is measured in; money is in *currency*.

        Components are lines with a number where they are *numbered*, else they go by their ids.
        """
        self.language: Final = language
        self.units: Final = measure(version).units
        self.lines: Final = {component.head.id: at for at, component in enumerate(version.components, start=1)}
        self._version = version
        self._numbered = numbered
        self._currency = currency

    def ref(self, name: str) -> str:
        """Name the value that a component works on: an earlier line, or a fact."""
        if name not in self.lines:
            return self.fact(name)
        return self.language.say("ref", number=self.lines[name]) if self._numbered else name

    def ref_of(self, name: str) -> str:
        """Name it where the language wants another case: a share *of* it."""
        if name not in self.lines:
            return self.language.say("fact_of", fact=self.fact(name))
        return self.language.say("ref_of", number=self.lines[name]) if self._numbered else name

    def refs(self, names: tuple[str, ...], link: str = "and") -> str:
        """Name several."""
        return self.language.listed([self.ref(name) for name in names], link)

    def operand(self, value: str | Decimal, unit: Unit | None) -> str:
        """Name a value, or write the number in its place."""
        return self.ref(value) if isinstance(value, str) else self.amount(value, unit)

    def fact(self, name: str) -> str:
        """Say what an input or a fact means, and which lines of a report count towards it."""
        fact = fact_behind(self._version, name)
        if fact is None:
            return name
        meaning = self.language.words.get(f"fact={fact.name}", fact.meaning[self.language.code])
        entry = self._version.inputs.get(name)
        if entry is None or not entry.where:
            return meaning
        filters = [
            self.language.listed([self.language.words.get(f"{member}={value}", value) for value in values], "or")
            for member, values in entry.where.items()
        ]
        return self.language.say("filtered", fact=meaning, filters=", ".join(filters))

    def unit(self, unit: Unit) -> str:
        """Name a unit: `KZT per kWh`."""
        above = unit._replace(kwh=max(unit.kwh, 0), coin=max(unit.coin, 0), currency=max(unit.currency, 0))
        below = above.times(unit, -1)
        names = [self._plain_unit(above), self._plain_unit(below)]
        return names[0] if below == NUMBER else self.language.say("per", above=names[0], below=names[1])

    def amount(self, value: Decimal, unit: Unit | None) -> str:
        """Write a number with what it is measured in; a share of one as a percentage."""
        if unit is None:
            return self.language.number(value)
        if unit == NUMBER:
            return self.language.fraction(value)
        return self.language.say("amount", number=self.language.number(value), unit=self.unit(unit))

    def rate_on(self, value: Decimal, of: str) -> str:
        """Write the rate that turns *of* into money."""
        unit = self.units.get(of)
        return self.amount(value, None if unit is None else CURRENCY.times(unit, -1))

    def article(self, reference: str) -> str:
        """Name an article by its act, which is called by its title, or as it is cited where that is long."""
        name, _, article = reference.partition("#")
        law = self._version.laws[name]
        title = law.title if len(law.title) <= _LONGEST_TITLE else law.cite
        if not article:
            return title
        if article[0].isdigit():
            article = self.language.say("numbered_article", article=article)
        return self.language.say("article", title=title, article=article)

    def place(self, code: str) -> str:
        """Name a region, with its code."""
        name = self.language.words.get(code)
        return code if name is None else f"{name} ({code})"

    def condition(self, condition: Condition, *, within: bool = False) -> str:
        """Say when *condition* holds; *within* another it may need brackets."""
        match condition:
            case All(of) | AnyOf(of):
                link, empty = ("and", "all_of_nothing") if isinstance(condition, All) else ("or", "any_of_nothing")
                if not of:
                    return self.language.say(empty)
                parts = self.language.listed([self.condition(part, within=len(of) > 1) for part in of], link)
                return self.language.say("all_within", parts=parts) if within and len(of) > 1 else parts
            case Not(of):
                if isinstance(of, All | AnyOf | Not):
                    return self.language.say("not", condition=self.condition(of, within=True))
                return self._leaf(of, holds=False)
            case _:
                return self._leaf(condition, holds=True)

    def _leaf(self, leaf: Leaf, *, holds: bool) -> str:
        """Say that *leaf* holds, or that it does not."""
        match leaf:
            case OneOf():
                return self._codes(leaf, holds=holds)
            case InList():
                zones = self._version.lists[leaf.list]
                quoted = self.language.quote(zones.title[self.language.code])
                sentence = "in_list" if holds else "not_in_list"
                return self.language.say(sentence, list=quoted, count=self._count(len(zones.members)))
            case Compared(_, relation):
                if holds or relation in _OPPOSITES:
                    return self._compared(leaf if holds else leaf._replace(relation=_OPPOSITES[relation]))
                return self.language.say("not", condition=self._compared(leaf))
            case Since():
                return self.language.say("since_day" if holds else "not_since_day", day=self.language.date(leaf.day))
            case Season(start, end):
                last = date(_LEAP_YEAR, *end) - timedelta(days=1)
                edges = {
                    "start": self.language.day_of_year(*start),
                    "end": self.language.day_of_year(last.month, last.day),
                }
                return self.language.say("season" if holds else "not_season", **edges)

    def _codes(self, leaf: OneOf, *, holds: bool) -> str:
        fact = fact_behind(self._version, leaf.fact)
        subject = _SUBJECTS.get(fact.name if fact is not None else "", "code")
        names = [self.place(code) if subject == "region" else self.language.word(code) for code in leaf.values]
        sentence, link = (f"{subject}_is", "or") if holds else (f"{subject}_is_not", "nor")
        return self.language.say(sentence, fact=self.fact(leaf.fact), codes=self.language.listed(names, link))

    def _compared(self, leaf: Compared) -> str:
        fact = fact_behind(self._version, leaf.fact)
        if leaf.bound == ZERO and leaf.relation in ("above", "at_most", "equals"):
            return self.language.say("some" if leaf.relation == "above" else "none", fact=self.fact(leaf.fact))
        bound = self.amount(leaf.bound, fact_unit(fact.name) if fact is not None else None)
        relation = self.language.word(leaf.relation)
        return self.language.say("compared", fact=self.fact(leaf.fact), relation=relation, bound=bound)

    def _count(self, count: int) -> str:
        """Count places, as Russian inflects them: 1, 21; 2 to 4, 22; 5 to 20."""
        last = count % 10
        form = "one" if last == 1 else "few" if last in _FEW else "many"
        if count % 100 in _TEENS or (self.language.code == "en" and count != 1):
            form = "many"
        return self.language.say(f"count_{form}", count=count)

    def _plain_unit(self, unit: Unit) -> str:
        """Name a unit without a division."""
        names = ((self._currency, unit.currency), ("coin", unit.coin), ("kWh", unit.kwh))
        named = [self.language.word(name) + ("" if power == 1 else f"^{power}") for name, power in names if power]
        return "·".join(named) or "1"
