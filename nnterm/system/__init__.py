"""What the operating system reports, to the app and to the supervisor of a learner's program. Needs no library."""
