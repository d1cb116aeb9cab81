"""What is taught: the course, its lessons and their steps, read from Markdown files."""
