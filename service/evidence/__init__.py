"""
Evidence: what can be proven of a transparency log by whoever holds its artefacts, without the service.

The formats are those of C2SP (signed-note, tlog-checkpoint, tlog-tiles, tlog-cosignature, tlog-proof, tlog-policy) over
the Merkle tree of RFC 6962. Nothing here needs more than the standard library, knows a database or asks for the time:
the verifier that is given to courts is made of these modules and no others.
"""
