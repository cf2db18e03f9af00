"""The `run` script as a module, for the tests of what it decides."""

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Final

DOOR: Final = Path(__file__).resolve().parent.parent / "run"


def load(path: Path = DOOR) -> ModuleType:
    """Load the script that lies at *path*, as it would be loaded there."""
    loader = SourceFileLoader("run", str(path))
    specification = importlib.util.spec_from_loader("run", loader)
    assert specification is not None
    module = importlib.util.module_from_spec(specification)
    loader.exec_module(module)
    return module
