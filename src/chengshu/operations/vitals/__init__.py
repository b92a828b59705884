"""Indicators and readings: one definition, one owner, one number, one trace."""
