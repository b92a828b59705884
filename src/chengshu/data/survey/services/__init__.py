"""Writes of survey."""
