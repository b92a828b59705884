"""Digests, signatures and encrypted fields: the one wrapper around cryptography."""
