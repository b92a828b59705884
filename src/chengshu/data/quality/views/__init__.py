"""Pages and endpoints of quality."""
