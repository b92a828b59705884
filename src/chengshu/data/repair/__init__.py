"""The repair loop (整改): what was refused goes back to its provider until it is settled."""
