"""Pages and endpoints of repair."""
