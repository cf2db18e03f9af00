"""How a language writes what stands in a trace: numbers, days, names, rates, and why a condition holds or does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from service.domain.decimals import plain
from service.domain.regions import REGION
from service.domain.reports import OperatorKind
from service.kernel.wording import WORDINGS
from service.law.wording import LANGUAGES

# A node of a trace, or a part of one, as it comes out of JSON.
Node = Mapping[str, Any]

_LISTED_AT_MOST: Final = 6
_LEAP_YEAR: Final = 2000  # any, so that 29 February is a day
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OPERATOR_KINDS: Final = frozenset(OperatorKind)
_LEAF_MEMBERS: Final = frozenset({"fact", "value", "holds", "title"})


class Teller:
    """Writes in one language, with amounts in one currency; remembers what facts and components are called."""

    def __init__(self, language: str, currency: str | None) -> None:
        """Write in *language*, `en` or `ru`."""
        self._language = LANGUAGES[language]
        self._currency = currency
        self._wording = WORDINGS[language]
        self._names = dict(self._wording.names)

    def say(self, sentence: str, /, **figures: object) -> str:
        """Say the sentence of that name."""
        return self._wording.sentences[sentence].format(**figures)

    def told(self, texts: Mapping[str, str]) -> str:
        """Choose the text in the language."""
        return texts[self._language.code]

    def remember(self, name: str, title: str) -> None:
        """Call a fact or a component by *title* from now on."""
        self._names[name] = title

    def name(self, name: str) -> str:
        """Call a fact or a component as remembered, or else by its name in the document."""
        return self._names.get(name) or name.replace("_", " ").replace("kwh", "kWh")

    def fact(self, fact: Node) -> str:
        """Say what an input asks for: a fact of the catalogue, and which lines count."""
        name = fact["fact"]
        meaning = self._language.words.get(f"fact={name}") or self.name(name)
        filters = [
            self._language.listed([self._language.words.get(f"{member}={value}", value) for value in values], "or")
            for member, values in fact["where"].items()
        ]
        return self.say("filtered", fact=meaning, filters=", ".join(filters)) if filters else meaning

    def number(self, text: str) -> str:
        """Group the digits before the point, and write the point as the language does."""
        sign = "−" if text.startswith("-") else ""
        return sign + self._language.number(Decimal(text.removeprefix("-")))

    def value(self, value: str | None) -> str:
        """Write a value: a number, a day, a region by its name, a code as it stands."""
        if value is None:
            return self.say("unknown")
        if _NUMBER.fullmatch(value):
            return self.number(value)
        if _DATE.fullmatch(value):
            return self._language.date(date.fromisoformat(value))
        if REGION.fullmatch(value) and value in self._language.words:
            return f"{self._language.words[value]} ({value})"
        return self._language.word(value) if value in _OPERATOR_KINDS else value

    def measured(self, value: str | None, unit: str | None) -> str:
        """Write a value with its unit; a plain number, a code and a day have none."""
        named = "/".join(map(self._language.word, unit.split("/"))) if unit not in (None, "1") else ""
        return f"{self.value(value)} {named}".rstrip()

    def out(self, node: Node) -> str:
        """Write what *node* came to, with its unit."""
        return self.measured(node["out"], node["unit"])

    def named(self, node: Node, name: str) -> str:
        """Write an operand of *node* with its value; a number of the document has no name."""
        if name not in node["in"]:
            return self.number(name)
        return self.say("value", name=self.name(name), value=self.value(node["in"][name]))

    def money(self, amount: str) -> str:
        """Write an amount in the currency of the assessment."""
        return self.measured(amount, self._currency)

    def rate(self, rate: str, per: str | None) -> str:
        """Write a rate: of money as a percentage, of a quantity as it stands in the law."""
        if per not in (None, self._currency):
            return self.number(rate)
        return self._language.percent.format(self.number(plain(Decimal(rate).scaleb(2))))

    def word(self, name: str) -> str:
        """Name a unit, a rounding mode or a severity."""
        return self._language.word(name)

    def reason(self, reason: str) -> str:
        """Say a reason of the resolution: a code, and what it is about."""
        code, _, detail = reason.partition(" ")
        return self._wording.reasons.get(code, code).format(self.value(detail))

    def why(self, why: Node | None) -> str:
        """Say why a condition holds or does not: by the leaves that decided."""
        leaves = why["because"] if why else []
        return self.say("and").join(map(self._leaf, leaves)) or self.say("always")

    def _leaf(self, leaf: Node) -> str:
        (test,) = leaf.keys() - _LEAF_MEMBERS
        bound = leaf[test]
        figures = {"name": self.name(leaf["fact"]), "value": self.value(leaf["value"])}
        match test:
            case "between":
                figures |= {"start": self._day_of_year(bound["from"], 0), "end": self._day_of_year(bound["to"], 1)}
            case "in":
                figures["bound"] = self._listed(bound)
            case "in_list":
                figures["bound"] = self.told(leaf["title"])
            case _:
                figures["bound"] = self.value(bound)
        return self.say(test if leaf["holds"] else f"not_{test}", **figures)

    def _listed(self, codes: list[str]) -> str:
        listed, more = ", ".join(map(self.value, codes[:_LISTED_AT_MOST])), len(codes) - _LISTED_AT_MOST
        return self.say("and_more", listed=listed, count=more) if more > 0 else listed

    def _day_of_year(self, text: str, days_before: int) -> str:
        month, day = map(int, text.split("-"))
        at = date(_LEAP_YEAR, month, day) - timedelta(days=days_before)
        return self._language.day_of_year(at.month, at.day)
