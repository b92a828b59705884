"""Verdicts, refused rows and repair orders: one end state per row."""
