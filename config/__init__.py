"""Wiring only: settings, urls, asgi."""

import gc

# Starting makes hundreds of thousands of objects that all stay; looking through them again and
# again takes a fifth of the start. Python's own threshold (700) is meant for small programs.
gc.set_threshold(100_000, 20, 20)
