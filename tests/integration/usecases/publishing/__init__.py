"""Tests of publishing law, past HTTP."""
