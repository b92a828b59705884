"""Rules, verdicts and repair orders: one end state per row."""
