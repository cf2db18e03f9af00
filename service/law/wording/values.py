"""The values of a document's keys in words, as a comparison of two versions shows them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from service.domain.canonical import Json
from service.domain.decimals import NotADecimal, decimal
from service.law.format.conditions import ConditionField
from service.law.wording.terms import Terms

_CONDITION: Final = ConditionField()
_CONDITIONS: Final = frozenset({"when", "applies"})
_LONG: Final = _CONDITIONS | {"law"}
_NUMBERS: Final = frozenset({"rate", "from", "step", "floor", "if_zero", "at", "scale", "value", "minimum"})
_DAYS: Final = frozenset({"from", "to", "published_on"})
_WORDS: Final = frozenset({"evidence", "mode", "severity", "operators", "day_count", "days", "payment_day", "months"})


def number(key: str, value: Json) -> Decimal | None:
    """Return the number that *value* is where *key* can have one: `0.0` and `0.00` are the same."""
    if key not in _NUMBERS or not isinstance(value, str):
        return None
    try:
        return decimal(value)
    except NotADecimal:
        return None


def is_long(key: str, value: Json) -> bool:
    """Tell whether *value* is better set off by a colon: a condition, an article, a text, a list."""
    return key in _LONG or isinstance(value, dict | list) or (isinstance(value, str) and " " in value)


def shown(key: str, value: Json, terms: Terms) -> str:
    """Show the *value* of *key* in the language of *terms*."""
    language = terms.language
    if value is None or value in ([], {}):
        return language.word("nothing")
    if key in _CONDITIONS:
        return terms.condition(_CONDITION.take(value))
    if isinstance(value, list):
        return language.listed([shown(key, item, terms) for item in value])
    if isinstance(value, dict):
        return _mapping(value, terms)
    return _text(key, str(value), terms)


def _mapping(value: dict[str, Json], terms: Terms) -> str:
    """Show text in the language asked for, a due day as one says it, and any other mapping member by member."""
    language = terms.language
    if value.keys() == {"en", "ru"}:
        return language.quote(str(value[language.code]))
    if value.keys() == {"month", "day"}:
        day, month = (language.ordinal(int(str(value[part]))) for part in ("day", "month"))
        return language.say("a_due_day", day=day, month=month)
    names = {name: language.words.get(f"key={name}", name) for name in value}
    return ", ".join(f"{names[name]} {shown(name, member, terms)}" for name, member in value.items())


def _text(key: str, value: str, terms: Terms) -> str:
    language = terms.language
    if (exact := number(key, value)) is not None:
        return language.number(exact)
    if key in _DAYS and value[:4].isdigit():
        return language.date(date.fromisoformat(value))
    if key == "law":
        return terms.article(value)
    return language.word(value) if key in _WORDS else value
