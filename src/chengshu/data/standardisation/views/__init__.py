"""Pages and endpoints of standardisation."""
