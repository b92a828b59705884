"""Pages and JSON of survey."""
