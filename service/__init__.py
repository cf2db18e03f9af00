"""Hashlevy: assessments of mining taxes under versioned law, exact, with their reasons, and replayable."""

__version__ = "0.1.0"
