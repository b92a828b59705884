"""Writing elements: loading the pack, keeping the city's own, learning what people teach."""
