"""Reads of claims, split by noun."""
