"""Writes of quality: judgements, repairs and waivers, repair orders."""
