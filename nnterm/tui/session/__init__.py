"""The app's training session, the trainer's health, the terminal."""
