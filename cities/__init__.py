"""City packs: what differs from city to city, beside the product and never inside it."""
