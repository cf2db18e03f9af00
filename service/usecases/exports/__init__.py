"""Exports: all that an authority sees as one file, as of an instant, with sums that add up and a hash to check it."""
