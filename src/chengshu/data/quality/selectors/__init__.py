"""Reads of quality: verdicts, refused rows, repair orders."""
