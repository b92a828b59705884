"""Business systems, connections and connectors: reads gently, never writes."""
