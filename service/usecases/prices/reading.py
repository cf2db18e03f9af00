"""The door to all readers of quotes: finds out what a file is, or takes the caller's word for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from service.domain.errors import TooLarge
from service.usecases.prices import central_bank_kz, central_bank_ru, ecb, price_csv
from service.usecases.prices.csv_reading import read_lines
from service.usecases.prices.sheet import QuoteFault, Sheet
from service.usecases.prices.xml_reading import BadXml, Element, read_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.usecases.prices.quotes import Quotes

# All of the ECB's days since 1999 are some 3 MB.
MAX_BYTES: Final = 32 * 1024 * 1024

_XML_READERS: Final[dict[str, tuple[str, Callable[[Element], Quotes]]]] = {
    central_bank_ru.ROOT: (central_bank_ru.FORMAT, central_bank_ru.read_central_bank_ru),
    central_bank_kz.ROOT: (central_bank_kz.FORMAT, central_bank_kz.read_central_bank_kz),
}
FORMATS: Final = (price_csv.FORMAT, *(form for form, _ in _XML_READERS.values()), ecb.FORMAT)


def read_quotes(content: bytes, form: str = "auto") -> Quotes:
    """
    Read all quotes of a file; *form* is one of `FORMATS`, or `auto` to find out.

    Raises:
        TooLarge: more than `MAX_BYTES`.
        Nonsense: `quotes-unreadable`, with a fault for every line and field that cannot be read.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge(
            "quotes-too-large", f"The file has {len(content)} bytes, and {MAX_BYTES} are taken at once: split it."
        )
    if form in (price_csv.FORMAT, ecb.FORMAT):
        return price_csv.read_price_csv(content) if form == price_csv.FORMAT else ecb.read_ecb(content)
    if form == "auto" and not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        _, header = next(read_lines(Sheet(), content), (1, []))
        return ecb.read_ecb(content) if ecb.looks_like_ecb(header) else price_csv.read_price_csv(content)
    return _read_xml_quotes(content, form)


def _read_xml_quotes(content: bytes, form: str) -> Quotes:
    try:
        root = read_xml(content)
    except BadXml as problem:
        return _refuse(form, problem.fault)
    found, reader = _XML_READERS.get(root.tag, ("", None))
    if reader is not None and form in ("auto", found):
        return reader(root)
    expected = " or ".join(f"<{tag}>" for tag, (name, _) in _XML_READERS.items() if form in ("auto", name))
    remedy = "name the format, or import a file of a known one"
    return _refuse(form, QuoteFault(root.line, "xml", "root", f"<{root.tag}>", expected, remedy))


def _refuse(form: str, fault: QuoteFault) -> Quotes:
    sheet = Sheet()
    sheet.refuse(fault)
    return sheet.finish(form)
