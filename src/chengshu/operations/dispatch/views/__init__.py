"""Faces of dispatch: desk pages, phone pages, JSON endpoints."""
