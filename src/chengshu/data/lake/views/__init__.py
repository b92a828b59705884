"""Pages and JSON of lake."""
