"""What is inside a model of images."""
