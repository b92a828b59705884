"""Pages and endpoints of claims, split by noun."""
