"""The heads of all streams under one root, as record 0087 defines them: whoever has a salt finds the one entry."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from service.audit.commitments import commit
from service.audit.stream_heads import head_entries
from service.store.reading.inclusion import StreamHead
from service.usecases.log_events import heads
from tests.log_model import hash_of_leaf, root_of

HASHES = st.binary(min_size=32, max_size=32)
STREAMS = st.lists(
    st.builds(
        StreamHead, st.sampled_from(["", *(f"opr_{at}" for at in range(20))]), HASHES, st.integers(0, 98), HASHES
    ),
    max_size=20,
    unique_by=lambda stream: stream.operator,
)


@given(STREAMS, st.randoms())
def test_the_root_is_over_one_entry_of_each_stream_in_the_order_of_commitments(
    streams: Sequence[StreamHead], chance: Random
) -> None:
    """Whatever order they are read in; each entry is canonical JSON, and says where its stream ends."""
    said = [
        {"leaf": each.leaf.hex(), "n": each.n, "stream": commit("stream_of", each.operator, each.salt)}
        for each in streams
    ]
    ordered = sorted(said, key=lambda entry: str(entry["stream"]))
    written = [json.dumps(entry, sort_keys=True, separators=(",", ":")).encode() for entry in ordered]
    shuffled = list(streams)
    chance.shuffle(shuffled)

    happening = heads(99, shuffled)

    assert written == [entry for _, entry in head_entries(shuffled)]
    assert {"root": root_of([hash_of_leaf(entry) for entry in written]).hex(), "size": 99, "streams": len(streams)} == (
        happening.detail
    )
    commitments = [commitment for commitment, _ in head_entries(shuffled)]
    assert sorted(set(commitments)) == commitments
