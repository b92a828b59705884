"""Pages and endpoints of ingest."""
