"""The learner's program as the app sees it."""
