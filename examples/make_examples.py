"""
Make the examples: requests in the wire format, from published figures, each with its sources.

Run it from the project's root: `python -m examples.make_examples`. The same figures give the same files, to the byte;
a test regenerates them and compares.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from examples.making.documents import Examples, joined
from examples.making.drafts import drafts
from examples.making.irkutsk import irkutsk
from examples.making.kazakhstan import kazakhstan
from examples.making.public_miners import public_miners, read_rows

FOLDER: Final = Path(__file__).parent
DATA: Final = FOLDER / "data"


def rendered() -> dict[str, str]:
    """Return every generated file by its path inside the examples' folder."""
    rows = read_rows(DATA / "miner_production_reports.csv")
    examples = joined((kazakhstan(DATA / "kz_mining_levy_2022.csv"), public_miners(rows), drafts(rows), irkutsk()))
    files = {name: _text(document) for name, (document, _) in examples.files.items()}
    files["register.json"] = _text({"operators": examples.operators, "farms": examples.farms})
    files["sources.json"] = _text(_sources(examples))
    return files


def _sources(examples: Examples) -> dict[str, object]:
    return {
        "made_by": "examples/make_examples.py",
        "files": {name: origin.as_json() for name, (_, origin) in examples.files.items()},
        "not_filed": examples.not_filed,
    }


def _text(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every file, and take away generated ones that are no longer made."""
    files = rendered()
    for folder in ("reports", "estimates"):
        for path in (FOLDER / folder).glob("*.json"):
            if f"{folder}/{path.name}" not in files:
                path.unlink()
    for name, text in files.items():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(files)} files in {FOLDER}\n")


if __name__ == "__main__":
    main()
