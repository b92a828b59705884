"""Writes of claims, split by noun."""
