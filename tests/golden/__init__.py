"""Whole answers kept in files, so that no figure changes unnoticed."""
