"""The parts of use cases that need no store."""
