"""What a person at the terminal is told when the service answers: where, with which key, and what to try next."""

from __future__ import annotations

from typing import Final

from service.config import Config

_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - shown, not bound

_ESTIMATE: Final = (
    '{"operator": {"kind": "legal_entity"}, "region": "US-NY", "schedules": ["us_ny.pow_excise"],'
    ' "period": {"start": "2027-01-01", "end": "2028-01-01"},'
    ' "energy": [{"kwh": "12000000", "supply": "grid", "metering": "metered"}]}'
)
_OPERATOR: Final = '{"kind": "legal_entity", "name": "First Farm LLC"}'


def welcome(config: Config, key: str | None) -> str:
    """Say that the service answers; *key* is the first administrator's, when it was issued just now."""
    address = f"http://{_shown(config.host)}:{config.port}"
    json_type = "-H 'Content-Type: application/json'"
    bearer = f"-H 'Authorization: Bearer {key}'" if key else '-H "Authorization: Bearer $HASHLEVY_KEY"'
    return f"""
Hashlevy answers at {address}  (stop it with Ctrl-C)

{_about(key)}

Three things to try:

  1. Estimate the tax of a farm under a bill, without a key:
     curl -s {address}/v1/estimates {json_type} -d '{_ESTIMATE}'

  2. Register an operator:
     curl -s {address}/v1/operators {bearer} -H 'Idempotency-Key: first-operator' {json_type} -d '{_OPERATOR}'

  3. Read the law that is loaded; in a browser, {address}/docs shows all that can be asked:
     curl -s {address}/v1/schedules
"""


def _about(key: str | None) -> str:
    if key is None:
        return "Keys were issued before; `hashlevy keys issue` issues another. Put yours into $HASHLEVY_KEY."
    return f"The first administrator's key, shown this once:  {key}"


def _shown(host: str) -> str:
    shown = _EVERYWHERE.get(host, host)
    return f"[{shown}]" if ":" in shown and not shown.startswith("[") else shown
