"""The append-only, hash-chained record: nothing passes a door unrecorded."""
