"""Writes of repair: orders follow judgements, are answered, escalated, closed."""
