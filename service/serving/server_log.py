"""What gunicorn tells to the log: starts, ends and troubles, not requests; the application tells of each of those."""

from __future__ import annotations

from gunicorn.glogging import Logger


class ServerLog(Logger):
    """gunicorn's log, which would work out a line for every request, because its loggers are configured at all."""

    @property
    def access_log_enabled(self) -> bool:
        """Tell that requests are not its business."""
        return False
