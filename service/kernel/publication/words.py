"""What the checks of a publication found, in words, English and Russian."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from service.domain.decimals import plain
from service.domain.money import MINOR_UNITS
from service.kernel.publication.cliffs import Cliff
from service.law.document import Schedule, Version
from service.law.edges import Edge
from service.law.wording import LANGUAGES
from service.law.wording.terms import Terms

Words = dict[str, str]

_SENTENCES: Final = {
    "en": {
        "reaching": "on reaching {edge} of {subject} (component {component}), what is due {turns} by {jump}",
        "exceeding": "on exceeding {edge} of {subject} (component {component}), what is due {turns} by {jump}",
        "rises": "rises at once",
        "falls": "falls at once",
        "amounts": "{below} just below, {at} at it, {above} just above",
        "none": "no outcome",
        "unreached": "no worked case leads to {edge} of {subject} (component {component})",
    },
    "ru": {
        "reaching": "при достижении границы {edge} (шаг {component}, {subject}) сумма {turns} на {jump}",
        "exceeding": "при превышении границы {edge} (шаг {component}, {subject}) сумма {turns} на {jump}",
        "rises": "скачком растёт",
        "falls": "скачком падает",
        "amounts": "{below} чуть ниже, {at} на границе, {above} чуть выше",
        "none": "не определена",
        "unreached": "ни один пример не доходит до границы {edge} (шаг {component}, {subject})",
    },
}


class Speaker:
    """Tells of one version, in every language."""

    def __init__(self, schedule: Schedule, version: Version) -> None:
        """Work out what its values are measured in; amounts are in the currency of *schedule*."""
        self._currency = schedule.currency or ""
        self._terms = {
            code: Terms(version, language, self._currency, numbered=False) for code, language in LANGUAGES.items()
        }

    def cliff(self, cliff: Cliff) -> Words:
        """Say where what is due jumps, by how much, and what is due around it."""
        return {code: self._cliff(cliff, code, terms) for code, terms in self._terms.items()}

    def unreached(self, edge: Edge) -> Words:
        """Say that no worked case could be taken to *edge*."""
        return {code: _say(code, "unreached", **_edge(edge, terms)) for code, terms in self._terms.items()}

    def _cliff(self, cliff: Cliff, code: str, terms: Terms) -> str:
        head = _say(
            code,
            "exceeding" if cliff.exceeding else "reaching",
            **_edge(cliff.probe.edge, terms),
            turns=_say(code, "rises" if cliff.jump > 0 else "falls"),
            jump=self._money(abs(cliff.jump), code, terms),
        )
        around = {"below": cliff.below, "at": cliff.at, "above": cliff.above}
        amounts = {side: self._money(amount, code, terms) for side, amount in around.items()}
        return f"{head}: {_say(code, 'amounts', **amounts)}"

    def _money(self, amount: Decimal | None, code: str, terms: Terms) -> str:
        if amount is None:
            return _say(code, "none")
        written = Decimal(plain(amount, decimals=MINOR_UNITS.get(self._currency, 0)))
        return f"{terms.language.number(written)} {self._currency}"


def _edge(edge: Edge, terms: Terms) -> Words:
    return {
        "edge": terms.amount(Decimal(plain(edge.at)), terms.units.get(edge.subject)),
        "subject": terms.ref(edge.subject),
        "component": edge.component,
    }


def _say(code: str, sentence: str, **places: str) -> str:
    return _SENTENCES[code][sentence].format(**places)
