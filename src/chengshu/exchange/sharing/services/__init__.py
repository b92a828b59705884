"""Writes of sharing: applications, requests, grants."""
