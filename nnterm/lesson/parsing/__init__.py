"""From a lesson file to its parts: front matter, steps, YAML that knows its lines, problems."""
