"""Connectors to databases; files have their own folder."""
