"""Page shell, components, charts, map and styles: every page behaves as one product."""
