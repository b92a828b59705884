"""Template tags of look: `{% load look %}`."""
