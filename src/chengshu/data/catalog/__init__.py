"""Resources, items, reviews and code tables: nothing exists that is not listed here."""
