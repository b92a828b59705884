"""Writes of lake: landing a batch, publishing a snapshot."""
