"""Searching the catalogue: conditions, facets, entries, items, suggestions."""
