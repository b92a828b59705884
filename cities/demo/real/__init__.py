"""Walks real public files the same way; only what is special to one file is written here."""
