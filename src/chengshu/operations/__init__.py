"""How the city acts: vital signs, warnings, dispatched cases."""
