"""The verifier, part by part."""
