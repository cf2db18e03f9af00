"""How much one request may say, in one place; a bound on everything that a sender chooses the size of."""

from __future__ import annotations

from typing import Final

MAX_BODY_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 32

# What a problem may say: enough to mend a body in one go, and never more because more was sent. 16 KiB in all.
MAX_FAULTS: Final = 32
MAX_FAULTS_BYTES: Final = 8 * 1024  # all of them together, as they are sent
MAX_SENTENCE: Final = 1000
MAX_POINTER: Final = 256
MAX_INSTANCE: Final = 256

# A month of hourly readings is 744 lines.
MAX_LINES: Final = 1000
MAX_SCHEDULES: Final = 20
MAX_OPERATORS: Final = 1000
MAX_MEMBERS: Final = 100
MAX_PERIOD_DAYS: Final = 366

MAX_DIGITS: Final = 20  # before the point
MAX_SCALE: Final = 18  # after it; coins have no more

MAX_DOCUMENT: Final = 256 * 1024  # characters of a text of law, as many as its reader takes bytes
MAX_CLIFFS: Final = 1000

MAX_NAME: Final = 200
MAX_REFERENCE: Final = 100
MAX_REASON: Final = 500
MAX_ROUTES: Final = 5
MAX_RETENTION_YEARS: Final = 100

DEFAULT_PAGE: Final = 50
MAX_PAGE: Final = 200
