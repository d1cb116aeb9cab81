"""Loss and metrics over the epochs: axes, curves, marks, pins."""
