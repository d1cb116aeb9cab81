"""nnterm: guided deep-learning lessons in the terminal."""

__version__ = "0.1.0"
