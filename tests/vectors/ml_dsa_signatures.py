"""
Signatures by ML-DSA-44 for the conformance set: recorded, because whoever makes one throws dice (FIPS 204, hedged).

What is not recorded is signed anew and added to the file, which is committed with the cases that are made of it.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from service.evidence.checkpoints import cosignature_line, cosigned_text
from service.evidence.notes import COSIGNATURE_ML_DSA_44, Key, Signature, base64_bytes, base64_text
from tests.vectors.example_log import ORIGIN

RECORDED: Final = Path(__file__).with_suffix(".json")
_SEED: Final = sha256(f"Hashlevy's conformance set, for tests only: {ORIGIN} ML-DSA-44".encode()).digest()
_PRIVATE: Final = MLDSA44PrivateKey.from_seed_bytes(_SEED)
SECOND: Final = Key(ORIGIN, COSIGNATURE_ML_DSA_44, _PRIVATE.public_key().public_bytes_raw())


def second_signature(text: str) -> Signature:
    """Sign a checkpoint as the log does beside Ed25519."""
    message = cosigned_text(SECOND, 0, text)
    recorded: dict[str, str] = json.loads(RECORDED.read_text("utf-8")) if RECORDED.exists() else {}
    name = sha256(message).hexdigest()
    if name not in recorded:
        recorded[name] = base64_text(_PRIVATE.sign(message))
        RECORDED.write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n", "utf-8")
    return cosignature_line(SECOND, 0, base64_bytes(recorded[name]))
