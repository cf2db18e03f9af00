"""How a language writes what stands in a trace: numbers, days, names, rates, and why a condition holds or does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from service.domain.decimals import plain
from service.kernel.wording import WORDINGS

# A node of a trace, or a part of one, as it comes out of JSON.
Node = Mapping[str, Any]

_LISTED_AT_MOST: Final = 6
_DIGITS_IN_GROUP: Final = 3
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class Teller:
    """Writes in one language, with amounts in one currency; remembers the titles of components to call them by."""

    def __init__(self, language: str, currency: str | None) -> None:
        """Write in *language*, `en` or `ru`."""
        self._titles: dict[str, str] = {}
        self._language = language
        self._currency = currency
        self._wording = WORDINGS[language]

    def say(self, sentence: str, /, **figures: object) -> str:
        """Say the sentence of that name."""
        return self._wording.sentences[sentence].format(**figures)

    def remember(self, name: str, titles: Mapping[str, str]) -> None:
        """Call a component by its title from now on."""
        self._titles[name] = self.told(titles)

    def told(self, texts: Mapping[str, str]) -> str:
        """Choose the text in the language, or in English."""
        return texts.get(self._language) or texts["en"]

    def name(self, name: str) -> str:
        """Call a component or a fact by its title, or by its name in the document."""
        known = self._titles.get(name) or self._wording.names.get(name)
        return known or name.replace("_", " ").replace("kwh", "kWh")

    def number(self, text: str) -> str:
        """Group the digits before the point, and write the point as the language does."""
        sign, digits = ("−", text[1:]) if text.startswith("-") else ("", text)
        whole, _, fraction = digits.partition(".")
        head = len(whole) % _DIGITS_IN_GROUP
        starts = range(head, len(whole), _DIGITS_IN_GROUP)
        groups = [whole[:head]] * bool(head) + [whole[start : start + _DIGITS_IN_GROUP] for start in starts]
        return sign + self._wording.group.join(groups) + (f"{self._wording.point}{fraction}" if fraction else "")

    def value(self, value: str | None) -> str:
        """Write a value: a number, a day, or a code as it stands; a question mark for what is not known."""
        if value is None:
            return "?"
        if match := _DATE.match(value):
            year, month, day = map(int, match.groups())
            return self._wording.day.format(year=year, month=month, day=day) + value[match.end() :]
        return self.number(value) if _NUMBER.fullmatch(value) else value

    def named(self, node: Node, name: str) -> str:
        """Write an operand of *node* with its value; a number of the document has no name."""
        value = node["in"].get(name)
        return self.value(name) if value is None else self.say("value", name=self.name(name), value=self.value(value))

    def out(self, node: Node) -> str:
        """Write what *node* came to, with its currency."""
        written, unit = self.number(node["out"]), node.get("unit")
        return f"{written} {unit}" if unit and unit == self._currency else written

    def money(self, amount: str) -> str:
        """Write an amount in the currency of the assessment."""
        return f"{self.number(amount)} {self._currency}"

    def rate(self, rate: str, per: str | None) -> str:
        """Write a rate: of money as a percentage, of a quantity as it stands in the law."""
        if per not in (None, self._currency):
            return self.number(rate)
        return self.number(plain(Decimal(rate).scaleb(2))) + self._wording.percent

    def mode(self, mode: str) -> str:
        """Name a rounding mode."""
        return self._wording.modes[mode]

    def reason(self, reason: str) -> str:
        """Say a reason of the resolution: a code, and what it is about."""
        code, _, detail = reason.partition(" ")
        return self._wording.reasons.get(code, code).format(self.value(detail))

    def why(self, why: Node | None) -> str:
        """Say why a condition holds or does not: by the leaves that decided."""
        leaves = why["because"] if why else []
        return self.say("and").join(map(self._leaf, leaves)) or self.say("always")

    def _leaf(self, leaf: Node) -> str:
        test = next(member for member in leaf if member not in ("fact", "value", "holds"))
        bound = leaf[test]
        figures = {"name": self.name(leaf["fact"]), "value": self.value(leaf["value"])}
        match test:
            case "between":
                figures |= {"start": self._day_of_year(bound["from"]), "end": self._day_of_year(bound["to"])}
            case "in":
                figures["bound"] = self._listed(bound)
            case "in_list":
                figures["bound"] = bound.replace("_", " ")
            case _:
                figures["bound"] = self.value(bound)
        return self.say(test if leaf["holds"] else f"not_{test}", **figures)

    def _listed(self, names: list[str]) -> str:
        listed, more = ", ".join(names[:_LISTED_AT_MOST]), len(names) - _LISTED_AT_MOST
        return self.say("and_more", listed=listed, count=more) if more > 0 else listed

    def _day_of_year(self, text: str) -> str:
        month, day = map(int, text.split("-"))
        return f"{day} {self._wording.months[month - 1]}"
