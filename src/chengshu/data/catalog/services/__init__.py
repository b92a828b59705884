"""Writes of catalog, split by noun."""
