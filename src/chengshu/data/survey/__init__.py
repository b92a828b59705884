"""Surveys of sources: scanned gently, drafted with evidence, confirmed by a person."""
