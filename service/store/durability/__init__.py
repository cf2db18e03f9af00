"""What makes a commit survive a power cut, looked at as it really is: the database, its medium, this process."""

from service.store.durability.checks import Check, Verdict
from service.store.durability.preloads import preloads

__all__ = ["Check", "Verdict", "preloads"]
