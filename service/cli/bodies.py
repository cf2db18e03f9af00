"""Bodies from files, read as strictly as those over HTTP; the schemas of HTTP then say what they may be."""

from __future__ import annotations

from typing import BinaryIO

from service.domain.errors import TooLarge
from service.http.limits import MAX_BODY_BYTES
from service.http.strict_json import read_object


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
