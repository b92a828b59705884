"""Pages of look, by noun."""
