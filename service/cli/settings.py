"""The settings as a command reads them."""

from __future__ import annotations

import click

from service.config import Config, Misconfigured


def settings() -> Config:
    """Return the settings; what cannot be used is wrong usage, exit code 2."""
    try:
        return Config.from_environment()
    except Misconfigured as error:
        raise click.UsageError(str(error)) from error
