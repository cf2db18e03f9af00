"""Canonical JSON is RFC 8785 on everything that is ever written here."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from service.domain import canonical as module
from service.domain.canonical import Json, canonical, canonical_by_standard_library, canonical_with, read_canonical

names = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12)
texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=30)


@given(values)
def test_it_writes_the_bytes_of_rfc_8785(value: object) -> None:
    """Compared with the reference implementation."""
    assert rfc8785.dumps(value) == canonical(value)  # type: ignore[arg-type]


@pytest.mark.thorough
@given(st.dictionaries(names, values), names, st.lists(st.lists(values)))
def test_what_is_written_in_pieces_is_the_same(document: dict[str, Json], name: str, pages: list[list[Json]]) -> None:
    """However its long array is cut into pages, and wherever it stands between the other members."""
    document.pop(name, None)

    written = b"".join(canonical_with(document, name, pages))

    assert canonical({**document, name: [each for page in pages for each in page]}) == written


@given(values)
def test_the_standard_library_writes_the_same_bytes(value: Json) -> None:
    """The verifier has nothing else."""
    assert canonical(value) == canonical_by_standard_library(value)


@given(values)
def test_the_standard_library_reads_the_same_back(value: Json) -> None:
    """And the same from it."""
    written = canonical(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_HAS_ORJSON", False)
        assert value == read_canonical(written)
        assert written == module.canonical(value)


@pytest.mark.parametrize("value", ["\ud800", object()], ids=["half a pair", "an object"])
def test_both_refuse_what_is_no_json(value: Any) -> None:
    """In the same way."""
    for write in (canonical, canonical_by_standard_library):
        with pytest.raises(TypeError):
            write(value)
