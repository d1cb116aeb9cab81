"""Formulas to play with, drawn."""
