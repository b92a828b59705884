"""Writes of quality: rules, judgements, repairs and waivers, repair orders."""
