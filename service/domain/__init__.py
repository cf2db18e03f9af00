"""The vocabulary: decimals, money, periods, regions, identifiers, facts, reports, errors; it knows nothing above it."""
