"""Queued and timed work that survives a crash and shows how far it is."""
