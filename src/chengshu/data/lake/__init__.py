"""Landed files and snapshots; the only room that computes on DuckDB. A snapshot never changes."""
