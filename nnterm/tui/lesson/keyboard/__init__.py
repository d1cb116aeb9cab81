"""Which keys there are, what they are called, and which are offered now."""
