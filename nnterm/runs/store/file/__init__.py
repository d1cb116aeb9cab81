"""The SQLite file of the store: its tables, how it is opened, and what may be wrong with it or its disk."""
