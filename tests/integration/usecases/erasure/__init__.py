"""Erasure of personal data, on both databases."""
