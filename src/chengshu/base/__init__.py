"""The ground floor: who you are, what you may do, what was done, and how everything looks."""
