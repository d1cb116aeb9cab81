"""What the operating system is asked, by the app and by what watches over a learner's program; no library is needed."""
