"""The body of `POST /v1/assessments/{assessment}/declare`."""

from __future__ import annotations

import re
from typing import Any, Final

from service.http.fields import Choice, Code, Identifier, Text
from service.http.limits import MAX_NAME
from service.http.shape import Shape
from service.law.format.forms import VERSION
from service.law.wording import LANGUAGES
from service.usecases.declare import CAPACITIES, Declaring

_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


class DeclaringShape(Shape[Declaring]):
    """Who declares, in which capacity, by which text as it was shown, and which declaration that corrects."""

    text = Code(VERSION.pattern, required=True, expects='the name of a declaration text, such as "general-1"')
    text_sha256 = Code(
        _SHA256, required=True, expects="the SHA-256 of the text that was shown, in lower-case hexadecimal"
    )
    language = Choice(tuple(LANGUAGES), required=True)
    capacity = Choice(CAPACITIES, required=True)
    declarant = Text(required=True, most=MAX_NAME)
    corrects = Identifier("declaration", load_default=None)

    def made(self, members: dict[str, Any]) -> Declaring:
        """Make the request."""
        return Declaring(**members)


DECLARING: Final = DeclaringShape()
