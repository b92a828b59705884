"""Profiles of tables: a gentle sample of rows, measured with Arrow."""
