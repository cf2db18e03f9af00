"""Reads `openapi.yaml` for the tests: its operations, its schemas as validators, and which operation an address is."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import available_timezones

import yaml
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

PATH: Final = Path(__file__).parents[1] / "openapi.yaml"
METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_FORMATS: Final = FormatChecker(formats=())


@cache
def specification() -> dict[str, Any]:
    """Read the description."""
    document: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return document


def resolved(node: Mapping[str, Any]) -> dict[str, Any]:
    """Follow the reference that *node* is, as far as it leads."""
    while "$ref" in node:
        target: Any = specification()
        for name in node["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        node = target
    return dict(node)


class Operation(NamedTuple):
    """One operation: its name, how it is asked for, and what is said of it."""

    id: str
    method: str
    path: str
    said: dict[str, Any]
    parameters: tuple[dict[str, Any], ...]

    def response(self, status: int) -> dict[str, Any] | None:
        """Return what is said of the response with *status*, if anything."""
        said = self.said["responses"].get(str(status))
        return None if said is None else resolved(said)

    def bodies(self) -> dict[str, Any]:
        """Return the media types that it takes, with what is said of each."""
        content: dict[str, Any] = resolved(self.said.get("requestBody", {})).get("content", {})
        return content


@cache
def operations() -> dict[str, Operation]:
    """Return every operation by its name."""
    return {operation.id: operation for operation in _operations()}


def operation_at(method: str, path: str) -> Operation | None:
    """Return the operation that *method* asks for at *path*, if there is one; literal addresses win."""
    found = [each for each in operations().values() if each.method == method and _form(each.path).fullmatch(path)]
    return min(found, key=lambda each: each.path.count("{"), default=None)


def examples(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the examples of a media type by their names."""
    if "example" in said:
        return {"example": said["example"]}
    return {name: resolved(example)["value"] for name, example in said.get("examples", {}).items()}


def validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    """Make the validator of *schema*, which may refer to the components."""
    return _Validator({**schema, "components": specification()["components"]}, format_checker=_FORMATS)


def component(name: str) -> Draft202012Validator:
    """Make the validator of the schema called *name*."""
    return validator({"$ref": f"#/components/schemas/{name}"})


def _operations() -> Iterator[Operation]:
    for path, item in specification()["paths"].items():
        for method in METHODS:
            if method in item:
                said = item[method]
                shared = [*item.get("parameters", ()), *said.get("parameters", ())]
                parameters = tuple(resolved(parameter) for parameter in shared)
                yield Operation(said["operationId"], method.upper(), path, said, parameters)


@cache
def _form(path: str) -> re.Pattern[str]:
    tile = re.escape(path).replace(r"\{number\}", ".+")  # numbers of tiles have slashes in them
    return re.compile(re.sub(r"\\\{[a-z]+\\\}", "[^/]+", tile))


def _whole_pattern(_validator: Any, pattern: str, instance: object, _schema: Any) -> Iterator[ValidationError]:
    """Match as ECMA-262 does, where a dollar is the very end: Python's lets a line feed follow."""
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


@_FORMATS.checks("date", raises=ValueError)
def _is_day(instance: object) -> bool:
    return not isinstance(instance, str) or bool(date.fromisoformat(instance))


@_FORMATS.checks("date-time", raises=(ValueError, OverflowError))
def _is_instant(instance: object) -> bool:
    return not isinstance(instance, str) or bool(datetime.fromisoformat(instance).astimezone(UTC))


@_FORMATS.checks("iana-time-zone")
def _is_time_zone(instance: object) -> bool:
    return not isinstance(instance, str) or instance in available_timezones()


@_FORMATS.checks("json-pointer")
def _is_pointer(instance: object) -> bool:
    return not isinstance(instance, str) or re.fullmatch(r"(?:/(?:[^~/]|~[01])*)*", instance) is not None


@_FORMATS.checks("uri-reference")
def _is_reference(instance: object) -> bool:
    return not isinstance(instance, str) or re.fullmatch(r"[!#-;=?-\[\]_a-z~%]*", instance) is not None


_Validator: Final[type[Draft202012Validator]] = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _whole_pattern}
)
