"""Reads of quality: verdicts, refused rows."""
