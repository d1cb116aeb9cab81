"""What is kept: the training process as the app sees it, the store of runs and progress, the export."""
