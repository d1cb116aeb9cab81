"""Panels about rows of data: which are right, where to draw the line, how they fit."""
