"""Panels about words and letters."""
