"""Reads of repair."""
