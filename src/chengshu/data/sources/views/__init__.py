"""Pages and JSON of sources."""
