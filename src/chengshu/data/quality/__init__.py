"""Verdicts and refused rows: one end state per row."""
