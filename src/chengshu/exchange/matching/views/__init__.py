"""Pages and endpoints of matching, split by noun."""
