"""Audit events, by themselves."""
