"""The tables of the search."""

SEARCH_TABLES: tuple[str, ...] = ()
"""Statements that create them."""
