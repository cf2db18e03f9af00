"""Durability of PostgreSQL: the settings of its manual, 20.5 and 30.1, as they are in force on a connection of ours."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from service.store.durability.checks import Check, demanded, reported
from service.store.grants import DatabaseRole
from service.store.roles import is_role

_SETTINGS: Final = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "wal_level")
_SETTING: Final = ", ".join(f"current_setting('{name}')" for name in _SETTINGS)
_FOUND: Final = f"""
    SELECT {_SETTING}, current_setting('server_version'), current_setting('synchronous_standby_names') <> '',
        pg_is_in_recovery(), current_user
    """


def checks(connection: Connection) -> tuple[Check, ...]:
    """Look at the server behind *connection*, and at the role that it works as."""
    found = connection.exec_driver_sql(_FOUND).one()
    fsync, full_pages, commit, checksums, wal, version, standby, recovering, user = found
    role = next((str(role) for role in DatabaseRole if is_role(user, role)), "none of the service's")
    return (
        reported("server_version", version.split()[0], "15 or later"),
        demanded("fsync", fsync, ["on"]),
        demanded("full_page_writes", full_pages, ["on"]),
        # Below it a commit is acknowledged before it is on a medium, here or on the standby.
        demanded("synchronous_commit", commit, ["on", "remote_apply"]),
        demanded("in_recovery", "yes" if recovering else "no", ["no"]),
        demanded("database_role", role, [DatabaseRole.APP]),
        reported("data_checksums", checksums, "on"),
        reported("wal_level", wal, "any; replica or higher for a standby or an archive"),
        reported("synchronous_standby_names", "named" if standby else "none", "named, where this machine may be lost"),
    )
