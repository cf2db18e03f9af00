"""`openapi.yaml` is a valid OpenAPI 3.1 document: schemas, references and examples of its form."""

from typing import Final

import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from checks.check import ROOT, Check


def find() -> list[str]:
    """Give every place where the written contract breaks the form that it claims."""
    path = ROOT / "openapi.yaml"
    if not path.exists():
        return ["openapi.yaml is missing: the contract is written by hand, before what it describes"]
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    errors = OpenAPIV31SpecValidator(document).iter_errors()
    return [f"openapi.yaml /{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


CHECK: Final = Check("specification", "openapi.yaml is valid", "openapi-spec-validator openapi.yaml", find)
