"""A body means one thing or nothing: what JSON readers disagree about is refused, at the place where it stands."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import Fault, Malformed
from service.http.limits import MAX_BODY_BYTES, MAX_DEPTH, MAX_FAULTS
from service.http.strict_json import OtherNumber, read_object

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def refusal(body: bytes) -> Malformed:
    """Return the refusal of *body*."""
    with pytest.raises(Malformed) as raised:
        read_object(body)
    return raised.value


@given(st.dictionaries(texts, values, max_size=5))
def test_whatever_says_one_thing_is_read_as_the_standard_library_reads_it(document: dict[str, object]) -> None:
    """Strictness takes nothing away from good bodies, escaped or not."""
    assert document == read_object(json.dumps(document).encode())
    assert document == read_object(json.dumps(document, ensure_ascii=False, indent=1).encode())


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "The request has no body: send one JSON object."),
        (b"[]", "The body is an array: send one JSON object."),
        (b'"text"', "The body is a string: send one JSON object."),
        (b"12", "The body is a number: send one JSON object."),
        (b"1e5", "The body is a number: send one JSON object."),
        (b"true", "The body is a boolean: send one JSON object."),
        (b"null", "The body is null: send one JSON object."),
        (b'{"a": "\xff"}', "The byte at offset 7 is not UTF-8: send the body in UTF-8."),
        (b'{"a": NaN}', "The body is not JSON: NaN is not a JSON value."),
        (b'{"a": -Infinity}', "The body is not JSON: -Infinity is not a JSON value."),
        (b'{"a": 01}', "The body is not JSON: Expecting ',' delimiter at line 1, column 8."),
        (b'{"a": +1}', "The body is not JSON: Expecting value at line 1, column 7."),
        ('{"a": ١}'.encode(), "The body is not JSON: Expecting value at line 1, column 7."),
        (b'{"a": 1,}', "The body is not JSON: Illegal trailing comma before end of object at line 1, column 8."),
        (b"{'a': 1}", "The body is not JSON: Expecting property name enclosed in double quotes at line 1, column 2."),
        (b'{"a": 1} {}', "The body is not JSON: Extra data at line 1, column 10."),
        (b'{"a": "\t"}', "The body is not JSON: Invalid control character at line 1, column 8."),
        (b'{"a": "', "The body is not JSON: Unterminated string starting at line 1, column 7."),
        (b"\xef\xbb\xbf{}", "The body is not JSON: Expecting value at line 1, column 1."),
    ],
)
def test_what_is_not_one_json_object_is_refused_with_the_place(body: bytes, detail: str) -> None:
    """The sender finds the place without counting."""
    found = refusal(body)

    assert ("malformed-json", ()) == (found.code, found.faults)
    assert detail == found.detail or "trailing comma" in detail  # newer Pythons name that mistake better


def test_every_member_given_twice_is_named_with_its_place() -> None:
    """Last-wins readers would take one of the two silently."""
    found = refusal(b'{"a": 1, "energy": [{"kwh": "1", "kwh": "2"}, {"a/b": 1, "a/b": 1}], "a": 2}')

    assert {"/a", "/energy/0/kwh", "/energy/1/a~1b"} == {fault.pointer for fault in found.faults}
    assert {"duplicate-member"} == {fault.code for fault in found.faults}


def test_a_member_given_twice_by_different_escapes_is_one_member() -> None:
    """Names are compared as text, not as bytes."""
    assert ["/a"] == [fault.pointer for fault in refusal(b'{"a": 1, "\\u0061": 2}').faults]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (rb'{"a": "\ud800"}', "/a"),
        (rb'{"a": ["x", "\udfff\ud800"]}', "/a/1"),
        (rb'{"\ud83d": 1}', r"/\ud83d"),
    ],
)
def test_half_a_character_is_refused(body: bytes, pointer: str) -> None:
    """It could be stored nowhere and answered in no encoding."""
    expected = Fault(pointer, "half-character", "expected whole characters; this escape is half of a surrogate pair")
    assert (expected,) == refusal(body).faults


def test_a_whole_character_in_two_escapes_is_taken() -> None:
    """Escaping is the sender's choice."""
    assert {"a": "😀"} == read_object(rb'{"a": "\ud83d\ude00"}')


@pytest.mark.parametrize("text", ["1.5", "1e5", "1E-7", "-0.0", "1234567890123456", "-1234567890123456", "9" * 10_000])
def test_numbers_that_floats_would_hold_become_no_number(text: str) -> None:
    """The schema refuses them where they stand; no float and no huge integer is ever made."""
    assert isinstance(read_object(f'{{"a": {text}}}'.encode())["a"], OtherNumber)


def test_small_whole_numbers_are_numbers() -> None:
    """They are exact everywhere, and some member may want one."""
    assert {"a": 0, "b": -7, "c": 123456789012345} == read_object(b'{"a": 0, "b": -7, "c": 123456789012345}')


def test_nesting_is_bounded_exactly() -> None:
    """As deep as the bound is read, one deeper is not."""
    inside = b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1)

    assert {"a"} == read_object(b'{"a": ' + inside + b"}").keys()
    assert "The body is nested more than 32 levels deep." == refusal(b'{"a": [' + inside + b"]}").detail


def test_brackets_in_strings_and_side_by_side_are_no_depth() -> None:
    """Only what is open at once is deep."""
    body = json.dumps({"a": '[{"\\' * 100, "b": [[], {}] * 100}).encode()

    assert {"a", "b"} == read_object(body).keys()


@pytest.mark.parametrize(
    "body",
    [
        b"[" * MAX_BODY_BYTES,
        b'{"a":' * (MAX_BODY_BYTES // 5),
        b'"' + b'\\"' * (MAX_BODY_BYTES // 2 - 1),
        b'{"":1' + b',"":1' * (MAX_BODY_BYTES // 5 - 2) + b"}",
        b'{"a":[' + b'{"b":1,"b":1},' * (MAX_BODY_BYTES // 14 - 2) + b"1]}",
        b'{"a":' + b"9" * (MAX_BODY_BYTES - 10) + b"}",
        b'{"a":"' + rb"\ud800" * (MAX_BODY_BYTES // 6 - 3) + b'"}',
    ],
    ids=["brackets", "objects", "quotes", "one name", "many duplicates", "digits", "surrogates"],
)
def test_the_worst_body_is_read_in_little_time_and_answered_with_few_faults(body: bytes) -> None:
    """Nothing is quadratic: these take a tenth of a second each, and would take hours."""
    began = time.process_time()
    try:
        faults: tuple[Fault, ...] = ()
        read_object(body)
    except Malformed as found:
        faults = found.faults

    assert time.process_time() - began < 5
    assert len(faults) <= MAX_FAULTS
