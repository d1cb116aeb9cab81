"""A lesson as plain text."""
