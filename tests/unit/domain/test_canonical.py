"""Canonical JSON is RFC 8785 on everything that is ever written here."""

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from service.domain.canonical import canonical

names = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12)
texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=30)


@given(values)
def test_it_writes_the_bytes_of_rfc_8785(value: object) -> None:
    """Compared with the reference implementation."""
    assert rfc8785.dumps(value) == canonical(value)  # type: ignore[arg-type]
