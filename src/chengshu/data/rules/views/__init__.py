"""Pages and endpoints of rules."""
