"""The verifier as it is given away, on all that it can be shown."""
