"""What is seen: the Textual app and everything that draws."""
