"""Template tags of cockpit."""
