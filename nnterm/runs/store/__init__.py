"""Runs and progress, kept in one SQLite file."""
