"""The vocabulary: decimals, money, periods, regions, identifiers, facts, reports and errors; standard library only."""
