"""The vocabulary: decimals, money, periods, regions, identifiers, facts, reports and errors; it knows nothing above it."""
