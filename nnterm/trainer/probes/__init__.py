"""What is inside a model: one question a file."""
