"""The right half of a lesson: curves, map, model, runs."""
