"""Tests of what is looked at before a version becomes law."""
