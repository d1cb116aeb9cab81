"""What can be set: hyperparameters, layers, losses, schedules, shapes, and how a value is assigned."""
