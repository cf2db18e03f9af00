"""
The points between two steps at which a sequencer can be stopped, killed or failed: named, so that the tests can do it.

Whoever runs a step is given a `Pass` and calls it at each point. In production it is `nothing_happens`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Point(StrEnum):
    """A moment between two steps, in the order in which they come."""

    BEFORE_SWAP = "before-swap"
    BEFORE_LEAVES = "before-leaves"
    AMONG_TILES = "among-tiles"
    BEFORE_STREAMS = "before-streams"
    BEFORE_TAKING = "before-taking"
    BEFORE_COMMIT = "before-commit"
    AFTER_COMMIT = "after-commit"
    BEFORE_SIGNING = "before-signing"
    BEFORE_OUTSIDE_FILE = "before-outside-file"
    BEFORE_SYNC = "before-sync"
    BEFORE_RENAME = "before-rename"
    AFTER_RENAME = "after-rename"
    AFTER_OUTSIDE_FILE = "after-outside-file"
    AFTER_PUBLISHING = "after-publishing"
    BEFORE_WITNESSING = "before-witnessing"
    AFTER_WITNESSING = "after-witnessing"


Pass = Callable[[Point], None]


def nothing_happens(_: Point) -> None:
    """Go on."""
