"""Makes the conformance set in `tests/evidence-vectors`: artefacts of a log, good ones and spoiled ones."""
