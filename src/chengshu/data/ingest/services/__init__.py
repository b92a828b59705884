"""Writes of ingest: batches step by step, load options."""
