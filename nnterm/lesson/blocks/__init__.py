"""The fenced blocks of a lesson: one kind a file, from YAML to a struct."""
