"""Pages of console, by noun."""
