"""Pages and endpoints of catalog, split by noun."""
