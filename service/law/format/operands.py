"""The marshmallow fields by which a component names the values that it works on."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from service.law.format.fields import DocumentField, Formed, Number, Sequence
from service.law.format.forms import NAME

_NUMBER: Final = Number()
_NAME: Final = Formed(NAME)
_NAMES: Final = Sequence(_NAME)


class Operand(DocumentField[str | Decimal]):
    """The name of a value, or a number in its place."""

    expected = "the name of an input or of an earlier component, or a number"

    def _read(self, value: object) -> str | Decimal:
        text = self.text_of(value)
        return _NUMBER.take(text) if text[:1] in "-+.0123456789" else _NAME.take(text)


class Names(DocumentField[tuple[str, ...]]):
    """One name or several."""

    expected = "the name of an input or of an earlier component, or a list of them"

    def _read(self, value: object) -> tuple[str, ...]:
        return (_NAME.take(value),) if isinstance(value, str) else _NAMES.take(value)
