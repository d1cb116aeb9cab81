"""A run as a script, a notebook, or files."""
