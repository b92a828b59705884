"""Faces of warning: pages and JSON endpoints."""
