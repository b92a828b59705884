"""Data elements: what a field can mean, what departments call it, and what people taught us."""
