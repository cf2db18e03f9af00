"""Signatures by integers alone: the vectors of RFC 8032, section 7.1, and what `cryptography` says."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from service.evidence.ed25519 import is_signed, is_signed_by_integers

VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard_are_good(key: str, message: str, signature: str) -> None:
    """Both ways."""
    parts = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)

    assert is_signed(*parts)
    assert is_signed_by_integers(*parts)


@given(st.binary(max_size=200), st.integers(0, 8 * 64 - 1), st.binary(max_size=40))
@settings(max_examples=20)
def test_both_ways_agree_on_good_and_spoiled_signatures(message: bytes, bit: int, other: bytes) -> None:
    """A bit of the signature, another message."""
    private = Ed25519PrivateKey.generate()
    key, signature = private.public_key().public_bytes_raw(), bytearray(private.sign(message))
    assert is_signed_by_integers(key, message, bytes(signature))
    assert is_signed_by_integers(key, other, bytes(signature)) == (other == message)
    signature[bit // 8] ^= 1 << bit % 8

    assert not is_signed_by_integers(key, message, bytes(signature))
    assert not is_signed(key, message, bytes(signature))


def test_a_signature_has_one_form() -> None:
    """The same number plus the order of the group would fit the equation; it is refused (RFC 8032, 5.1.7)."""
    key, message, signature = (bytes.fromhex(each) for each in VECTORS[1])
    larger = int.from_bytes(signature[32:], "little") + ORDER

    for check in (is_signed, is_signed_by_integers):
        assert not check(key, message, signature[:32] + larger.to_bytes(32, "little"))
        assert not check(key, message, signature[:-1])
        assert not check(key[:-1], message, signature)


@pytest.mark.parametrize("key", [bytes([2]) + bytes(31), b"\xff" * 32, bytes([1]) + bytes(30) + b"\x80"])
def test_what_is_no_point_of_the_curve_is_no_key(key: bytes) -> None:
    """No square root, a coordinate beyond the field, a negative zero."""
    assert not is_signed_by_integers(key, b"", bytes(64))
