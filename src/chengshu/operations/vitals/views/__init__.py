"""Faces of vitals: pages, the evidence drawer, JSON endpoints."""
