"""Reads of survey."""
