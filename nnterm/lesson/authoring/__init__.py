"""What `nnterm check` and `nnterm new-lesson` know."""
