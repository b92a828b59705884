"""Pages of sharing: offers, requests, grants."""
