"""The terms of the course and what they mean."""
