"""The worker, on a log of its own making."""
