"""Readers of published prices and exchange rates: bytes of a file in, exact quotes out; they open and store nothing."""
