"""What is said of runs that are kept."""
