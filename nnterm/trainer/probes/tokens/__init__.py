"""What is inside a model of words or letters."""
