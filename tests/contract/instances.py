"""
Draws instances of the schemas that requests are described by, and spoils them: Hypothesis over JSON Schema 2020-12.

Only the keywords that `openapi.yaml` uses for requests are known; another one is an error here, not a hole in the test.
"""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.openapi import resolved

_PERIOD: Final = {"$ref": "#/components/schemas/Period"}
_TIME_ZONE: Final = {"$ref": "#/components/schemas/TimeZone"}
_KNOWN: Final = frozenset(
    {
        *("type", "enum", "anyOf", "allOf", "not", "description", "default", "examples"),
        *("properties", "required", "additionalProperties", "minProperties"),
        *("items", "minItems", "maxItems", "uniqueItems"),
        *("pattern", "format", "minLength", "maxLength", "minimum", "maximum"),
    }
)
_CHARACTERS: Final = st.characters(codec="utf-8")
# Values that readers stumble over: other types, other digits, other notations, ends that only look like ends.
_NASTY: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, -1, 2**53, [], {}, [None], {"": 0}),
    *("", " ", "0", "-0", "-1", "+1", "01", "1.", ".5", "1e5", "1E+2", "NaN", "1_000", "1 000", "1,5", "0.00", "1\n"),
    *("\u0661\u0662", "\uff11\uff12", "9" * 21, "0." + "0" * 19, "1" * 400, "\x00", "a\u0085b", " a", "a ", "\ufeff"),
    *("2025-02-30", "2025-2-3", "1999-12-31", "2200-01-01", "20250101", "2025-01-01T00:00:00Z", "2025-01-01\n"),
    *("2026-01-01T00:00:00", "2026-01-01T24:00:00Z", "2026-01-01t00:00:00z", "2026-01-01T00:00:00.1234567Z"),
    *("kz", "KZ-", "K\u0417", "usd", "LEGAL_ENTITY", "true", "opr_", "x" * 300, "\U0001f4a9", "kz.digital_mining_fee@"),
)


def instances(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    """Draw what *schema* allows."""
    if schema == _PERIOD:
        return st.builds(_period, st.dates(date(2001, 1, 1), date(2198, 1, 1)), st.integers(1, 366))
    if schema == _TIME_ZONE:
        return st.sampled_from(("Asia/Almaty", "Europe/Moscow", "America/New_York", "Etc/GMT+5", "UTC"))
    said = resolved(schema)
    unknown = said.keys() - _KNOWN
    if unknown:
        raise NotImplementedError(f"draw what {sorted(unknown)} allow")
    if "enum" in said:
        return st.sampled_from(said["enum"])
    for several in ("anyOf", "allOf"):
        if several in said:
            return st.one_of([instances(each) for each in said[several]])
    return _BY_TYPE[said["type"]](said)


def spoiled(instance: Any) -> SearchStrategy[Any]:
    """Draw *instance* with something about it changed: a value, a member too few or too many, an item twice."""
    return st.builds(_spoiled, st.just(instance), st.data())


def _period(start: date, days: int) -> dict[str, str]:
    return {"start": start.isoformat(), "end": (start + timedelta(days=days)).isoformat()}


def _objects(said: dict[str, Any]) -> SearchStrategy[Any]:
    assert said["additionalProperties"] is False
    members = {name: instances(member) for name, member in said["properties"].items()}
    required = {name: members.pop(name) for name in said.get("required", ())}
    least = said.get("minProperties", 0)
    return st.fixed_dictionaries(required, optional=members).filter(lambda drawn: len(drawn) >= least)


def _arrays(said: dict[str, Any]) -> SearchStrategy[Any]:
    most = min(said["maxItems"], 3)
    unique = repr if said.get("uniqueItems") else None
    return st.lists(instances(said["items"]), min_size=said.get("minItems", 0), max_size=most, unique_by=unique)


def _strings(said: dict[str, Any]) -> SearchStrategy[Any]:
    if said.get("format") == "date":
        return st.dates(date(2000, 1, 1), date(2199, 12, 31)).map(date.isoformat)
    pattern, longest = re.sub(r"\$$", r"\\Z", said["pattern"]), said["maxLength"]
    drawn = st.from_regex(pattern, alphabet=_CHARACTERS).filter(lambda text: len(text) <= longest)
    if "not" in said:
        return drawn.filter(lambda text: not re.search(said["not"]["pattern"], text))
    return drawn


def _whole(said: Mapping[str, Any]) -> SearchStrategy[Any]:
    return st.integers(said.get("minimum"), said.get("maximum"))


_BY_TYPE: Final[dict[str, Callable[[dict[str, Any]], SearchStrategy[Any]]]] = {
    "integer": _whole,
    "object": _objects,
    "array": _arrays,
    "string": _strings,
    "boolean": lambda _: st.booleans(),
    "null": lambda _: st.none(),
}


def _spoiled(instance: Any, data: st.DataObject) -> Any:
    """Change one place of a copy of *instance*; the whole of it is a place too."""
    whole = {"": copy.deepcopy(instance)}
    container, step = data.draw(st.sampled_from(list(_places(whole))))
    value = container[step]
    way = data.draw(st.sampled_from(("replace", "remove", "add", "repeat")))
    if way == "remove" and isinstance(container, dict) and container is not whole:
        del container[step]
    elif way == "add" and isinstance(value, dict):
        value[data.draw(st.sampled_from(("colour", "", "__proto__", "Kwh", "kwh ")))] = None
    elif way == "repeat" and isinstance(value, list) and value:
        value.append(copy.deepcopy(value[0]))
    else:
        container[step] = data.draw(st.sampled_from(_NASTY))
    return whole[""]


def _places(container: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place inside *container*, as what holds it and under which name."""
    steps = list(container) if isinstance(container, dict) else range(len(container))
    for step in steps:
        yield container, step
        if isinstance(container[step], dict | list):
            yield from _places(container[step])
