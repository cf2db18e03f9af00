"""
Leaves: what the log says of an event, made of its bytes, its number in its stream and the hash of the leaf before it.

This form is for ever: proofs that were given out hash these bytes.
"""

from __future__ import annotations

from typing import Final

from service.evidence.merkle import HASH_BYTES

# Before the first leaf of a stream there is none.
NO_LEAF: Final = bytes(HASH_BYTES)


def leaf_of(event: bytes, n: int, prev: bytes) -> bytes:
    """
    Return the leaf of an event by its bytes: number *n* of its stream, from 0, after the leaf with the hash *prev*.

    It is put together, not written anew: names stand in their order, so it is canonical JSON as long as *event* is.
    """
    return b'{"event":%b,"stream":{"n":%d,"prev":"%b"}}' % (event, n, prev.hex().encode())
