"""The table of faults says what the tests of faults found."""
