"""How departments' data becomes trustworthy: sources, catalog, lake, quality, ingest."""
