"""ML-DSA-44 by integers comes to what `cryptography` comes to, for good signatures and for each kind of damage."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from service.evidence import ml_dsa
from service.evidence.ml_dsa_by_integers import is_signed_by_integers
from tests.unit.evidence.careless_signer import CarelessSigner

CHOSEN = Random(20261123)
KEY = MLDSA44PrivateKey.from_seed_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
# Where the parts of a signature begin: the challenge, the numbers z, the places of the hints, their counts.
# Numbers z have to be smaller: gamma 1 less beta.
BOUND = (1 << 17) - 78
PARTS = {"challenge": (0, 32), "z": (32, 2336), "hints": (2336, 2416), "counts": (2416, 2420)}


@pytest.mark.parametrize("size", [0, 1, 135, 136, 137, 5000])
def test_a_good_signature_is_good_both_ways(size: int) -> None:
    """Under messages around the block of the hash, by keys of all seeds."""
    key, message = MLDSA44PrivateKey.from_seed_bytes(CHOSEN.randbytes(32)), CHOSEN.randbytes(size)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)

    assert ml_dsa.is_signed(public, message, signature)
    assert is_signed_by_integers(public, message, signature)
    assert not is_signed_by_integers(public, message + b"\0", signature)
    assert not is_signed_by_integers(PUBLIC, message, signature)


@pytest.mark.parametrize("part", PARTS)
def test_a_changed_bit_spoils_it_both_ways(part: str) -> None:
    """Wherever it is."""
    signature, (start, end) = KEY.sign(b"message"), PARTS[part]
    for _ in range(12):
        changed = bytearray(signature)
        changed[CHOSEN.randrange(start, end)] ^= 1 << CHOSEN.randrange(8)

        assert not ml_dsa.is_signed(PUBLIC, b"message", bytes(changed))
        assert not is_signed_by_integers(PUBLIC, b"message", bytes(changed))


def test_hints_have_one_form() -> None:
    """Two in the other order, or one behind the last, would be another signature of the same message."""
    signature = KEY.sign(b"message")
    start, _ = PARTS["hints"]
    swapped, left_over = bytearray(signature), bytearray(signature)
    swapped[start : start + 2] = reversed(swapped[start : start + 2])
    left_over[PARTS["counts"][0] - 1] = 1

    for changed in (bytes(swapped), bytes(left_over)):
        assert changed != signature
        assert not ml_dsa.is_signed(PUBLIC, b"message", changed)
        assert not is_signed_by_integers(PUBLIC, b"message", changed)


@pytest.mark.parametrize(("public", "signature"), [(PUBLIC[:-1], bytes(2420)), (PUBLIC, bytes(2419)), (PUBLIC, b"")])
def test_another_length_is_no_signature(public: bytes, signature: bytes) -> None:
    """Of key or signature."""
    assert not ml_dsa.is_signed(public, b"message", signature)


def test_numbers_that_are_too_large_are_refused() -> None:
    """Else whoever knows no key could make up what fits."""
    signature = bytearray(KEY.sign(b"message"))
    signature[32:35] = b"\0\0\0"

    assert not ml_dsa.is_signed(PUBLIC, b"message", bytes(signature))
    assert not is_signed_by_integers(PUBLIC, b"message", bytes(signature))


def test_a_signature_that_fits_but_for_the_size_of_its_numbers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever signs has to begin again then (FIPS 204, algorithm 7): such signatures tell of the key."""
    signer = CarelessSigner(CHOSEN)
    signed = list(islice(signer.signatures(b"message"), 12))
    good = [each.signature for each in signed if each.largest < BOUND]
    careless = [each.signature for each in signed if each.largest >= BOUND]

    assert good
    assert all(ml_dsa.is_signed(signer.public, b"message", each) for each in good)
    assert all(is_signed_by_integers(signer.public, b"message", each) for each in good)
    assert careless
    assert not any(ml_dsa.is_signed(signer.public, b"message", each) for each in careless)
    assert not any(is_signed_by_integers(signer.public, b"message", each) for each in careless)
    monkeypatch.setattr("service.evidence.ml_dsa_by_integers._BETA", -1)
    assert all(is_signed_by_integers(signer.public, b"message", each) for each in careless), "not refused for its size"
