"""Reads of catalog, split by noun."""
