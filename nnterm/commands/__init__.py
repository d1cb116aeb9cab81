"""What nnterm does without a screen: one command a file."""
