"""Pages and JSON of elements."""
