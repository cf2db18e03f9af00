"""
What every schema of a document shares: unknown keys are refused by name, and refusals become faults with a place.

Messages of marshmallow are nested mappings that follow the document; their leaves here are lists of `Wrong`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final, TypeVar, Unpack

from marshmallow import RAISE, Schema, ValidationError
from marshmallow.exceptions import SCHEMA

from service.law.document import Evidence
from service.law.errors import DocumentFault, fault, listed, pointer, shown
from service.law.format.fields import DocumentField, OneOfWords, Options, Text, Wrong, did_you_mean

T = TypeVar("T")

_UNKNOWN: Final = "unknown"


class DocumentSchema(Schema):
    """A mapping with a fixed set of keys."""

    class Meta:
        """Refuse what is not listed: a misspelt key is law that is silently not applied."""

        unknown = RAISE

    error_messages: ClassVar[dict[str, str]] = {"unknown": _UNKNOWN}  # type: ignore[misc]  # marshmallow reads the class's

    def handle_error(self, error: ValidationError, data: object, *, many: bool, **kwargs: object) -> None:  # noqa: ARG002
        """Say of each unknown key what it is and which keys there are."""
        if not isinstance(error.messages, dict):
            return
        keys = {field.data_key or name: None for name, field in self.load_fields.items()}
        for key, messages in error.messages.items():
            if messages == [_UNKNOWN]:
                expected = f"one of the keys: {listed(keys)}"
                error.messages[key] = [Wrong("unknown-key", shown(key), expected, did_you_mean(key, keys))]


class Part(DocumentField[T]):
    """A mapping read by a schema of its own."""

    def __init__(self, schema: type[DocumentSchema], **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self._schema = schema()
        keys = ", ".join(field.data_key or name for name, field in self._schema.load_fields.items())
        self.expected = f"a mapping: {{{keys}}}"

    def _read(self, value: object) -> T:
        if not isinstance(value, dict):
            raise self.refuse("wrong-type", value, "Write a mapping with these keys.")
        loaded: T = self._schema.load(value)
        return loaded


class Words(DocumentSchema):
    """Text for people, in both languages of the service."""

    en = Text(required=True)
    ru = Text(required=True)


def evidence_field(**options: Unpack[Options]) -> OneOfWords[Evidence]:
    """Make a field for how sure something is."""
    return OneOfWords({evidence.value: evidence for evidence in Evidence}, **options)


def faults_of(messages: object, *parts: str | int) -> Iterator[DocumentFault]:
    """Turn nested messages, found at the place that *parts* lead to, into faults."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from faults_of(inner, *parts, *(() if key == SCHEMA else (key,)))
        return
    for message in messages if isinstance(messages, list) else [messages]:
        if not isinstance(message, Wrong):
            raise TypeError(f"a schema refuses without saying what is wrong, at {pointer(*parts)}: {message}")
        yield fault(
            pointer(*parts), message.code, found=message.found, expected=message.expected, remedy=message.remedy
        )
