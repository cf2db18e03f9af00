"""How good bodies are spoiled: changed, stripped, doubled, renamed and added to, as values and as text."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

# Names and texts that make trouble elsewhere: controls, half characters, right-to-left, joiners, what pointers escape.
_ODD_TEXTS: Final = (
    *(
        "",
        " ",
        "\x00",
        "\ud800",
        "\u202e\u202dabc",
        "e\u0301",
        "👩‍🔬",
        "~",
        "~0/~1",
        "/",
        "__proto__",
        "$ref",
        "\u2028",
    ),
    *("\u0661\u0662", "１２", "NaN", "-0", "01", "+1", "1_000", "1e100000000", "0x10", "9" * 400, "0." + "1" * 400),
    *("2027-02-30", "0000-00-00", "9999-12-31", "2027-06-01", "RU-IRK", "KZ", "FI", "irkutsk_south"),
    *("kz.digital_mining_fee@2022-draft", "ru.mining_zones", "a" * 5000, "'; DROP TABLE reports; --"),
)
_NUMBERS: Final = (0, -1, 1.5, -0.0, 1e300, 10**15, 10**30, -(10**400), float("nan"), float("inf"))

_texts = st.sampled_from(_ODD_TEXTS) | st.text(max_size=30)


def _nested(depth: int) -> Any:
    """Nest arrays and objects in turn."""
    value: Any = 0
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


values: Final = st.recursive(
    st.none() | st.booleans() | st.sampled_from(_NUMBERS) | st.integers() | st.floats() | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
) | st.builds(_nested, st.integers(3, 40))


@st.composite
def spoiled(draw: st.DrawFn, good: dict[str, Any]) -> dict[str, Any]:
    """Draw *good* with one to three places of it changed, taken away, doubled, renamed or added to."""
    document = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(document))
        if places:
            _spoil(draw, *draw(st.sampled_from(places)))
    return document


@st.composite
def ambiguous(draw: st.DrawFn, good: dict[str, Any]) -> bytes:
    """Draw the text of *good* with a member of some object in it given once more."""
    text = json.dumps(good)
    at = draw(st.sampled_from([index for index, character in enumerate(text) if character == "{"]))
    first = text[at + 1 :].partition(":")[0]
    again = json.dumps(draw(values))
    return f"{text[: at + 1]}{first}: {again}, {text[at + 1 :]}".encode()


@st.composite
def torn(draw: st.DrawFn, good: dict[str, Any]) -> bytes:
    """Draw the text of *good* with bytes overwritten anywhere, in the middle of characters, strings and numbers."""
    body = bytearray(json.dumps(good, ensure_ascii=False).encode())
    for _ in range(draw(st.integers(1, 5))):
        at, written = draw(st.integers(0, len(body) - 1)), draw(st.binary(max_size=4))
        body[at : at + len(written)] = written
    return bytes(body[: draw(st.integers(0, len(body)))] if draw(st.booleans()) else body)


def bodies(good: dict[str, Any]) -> st.SearchStrategy[bytes]:
    """Draw what might be sent in the place of *good*: mostly a document that is spoiled, sometimes spoiled text."""
    documents = spoiled(good).map(lambda document: json.dumps(document).encode())
    return st.one_of(documents, documents, ambiguous(good), torn(good))


def _places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place of *document*: what holds it, and under which name or index."""
    steps = document.items() if isinstance(document, dict) else enumerate(document)
    for step, inner in list(steps):
        yield document, step
        if isinstance(inner, (dict, list)):
            yield from _places(inner)


def _spoil(draw: st.DrawFn, holder: Any, step: Any) -> None:
    match draw(st.sampled_from(["change", "remove", "double", "rename", "add"])):
        case "change":
            holder[step] = draw(values)
        case "remove":
            del holder[step]
        case "double" if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[step]))
        case "rename" if isinstance(holder, dict):
            holder[draw(_texts)] = holder.pop(step)
        case _ if isinstance(holder, dict):
            holder[draw(_texts)] = draw(values)
        case _:
            holder.insert(step, draw(values))
