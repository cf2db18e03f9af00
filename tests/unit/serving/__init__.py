"""The parts of `serve` that need no process of their own."""
