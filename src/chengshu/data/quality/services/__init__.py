"""Writes of quality: judgements, repairs and waivers."""
