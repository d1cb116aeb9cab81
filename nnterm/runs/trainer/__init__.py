"""The training process as the app sees it."""
