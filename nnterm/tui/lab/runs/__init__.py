"""The Runs panel: every run of the experiment as a table, and the line that is written in."""
