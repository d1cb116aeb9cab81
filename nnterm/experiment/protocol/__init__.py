"""What app and trainer say to each other: commands, events, inspection requests and results, the wire."""
