"""Batches: land, judge, publish or quarantine; no other way in."""
