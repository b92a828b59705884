"""The one plugin shape: a named registry of things that keep one Protocol.

Connectors, rule kinds, identifier kinds and notifiers all register here.
"""
