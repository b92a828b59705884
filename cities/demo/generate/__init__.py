"""Makes the rows of the demo city: seeded, deterministic, with a known 2 % of faults."""
