"""Runs beside each other: pinned ones, and several trained for one answer. No Textual here."""
