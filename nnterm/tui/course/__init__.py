"""The course screen and the ways into it: search, glossary, review."""
