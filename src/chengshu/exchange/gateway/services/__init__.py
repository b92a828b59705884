"""Writes of the gateway: keys, nonces, calls."""
