"""What is seen inside a trained model, one panel a file."""
