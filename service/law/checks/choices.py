"""Every option of a choice can be chosen."""

from __future__ import annotations

from collections.abc import Iterator

from service.law.components import ChooseFirst, ChooseHighest
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault, pointer


def check_choices(_: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `choice-empty` and `choice-unreachable`."""
    for index, component in enumerate(version.components):
        path = pointer("components", index)
        if isinstance(component, ChooseFirst):
            conditions = [option.when for option in component.options]
            yield from _empty(len(conditions), path + "/first")
            if None in conditions[:-1]:
                at = conditions.index(None)
                yield fault(
                    path + pointer("first", at),
                    "choice-unreachable",
                    found=f"an option without a condition before {len(conditions) - at - 1} more",
                    expected="the option without a condition, which always holds, as the last",
                    remedy="Give it its condition, or move it to the end.",
                )
        elif isinstance(component, ChooseHighest):
            yield from _empty(len(component.of), path + "/highest")


def _empty(count: int, path: str) -> Iterator[DocumentFault]:
    if count == 0:
        yield fault(path, "choice-empty", found="[]", expected="at least one option", remedy="List the options.")
