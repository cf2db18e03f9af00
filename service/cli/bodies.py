"""Bodies from files and options, read by the very schemas of HTTP: there is one truth about what a request may say."""

from __future__ import annotations

from itertools import islice
from typing import BinaryIO, TypeVar

from marshmallow import ValidationError

from service.domain.errors import Nonsense, TooLarge
from service.http.limits import MAX_BODY_BYTES, MAX_FAULTS
from service.http.shape import Shape, faults_in
from service.http.strict_json import read_object

Value = TypeVar("Value")


def read_json(file: BinaryIO) -> dict[str, object]:
    """
    Read one JSON object from *file*.

    Raises:
        TooLarge: it is longer than a request may be.
        Malformed: it is not one JSON object that means one thing.
    """
    body = file.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge("payload-too-large", f"The file is longer than {MAX_BODY_BYTES} bytes.")
    return read_object(body)


def shaped(shape: Shape[Value], document: object) -> Value:
    """
    Return what *document* means by *shape*.

    Raises:
        Nonsense: `validation-failed`, with every fault by its JSON pointer.
    """
    try:
        return shape.load(document)
    except ValidationError as error:
        faults = tuple(islice(faults_in(error.messages), MAX_FAULTS))
        raise Nonsense("validation-failed", "The request is not of its form.", faults=faults) from None
