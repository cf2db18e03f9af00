"""
Values that are worked out when they are first asked for, and kept.

`functools.cached_property` of Python 3.11 holds one lock for all instances while it computes: threads that write
different traces wait for each other. The one of 3.12 has none, like this.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801 - a decorator, like property
    """A property computed once an instance; computed twice at worst, by two threads at once, to the same end."""

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        """Compute by *compute*."""
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> once[Value]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...
    def __get__(self, instance: object | None, owner: type) -> once[Value] | Value:
        """Compute, and from then on let the instance answer by itself."""
        if instance is None:
            return self
        value = self._compute(instance)
        instance.__dict__[self._name] = value
        return value
