"""How data leaves the house: under a grant, checked at each call, with a receipt."""
