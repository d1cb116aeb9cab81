"""Several trainers side by side, behind the seam of `concurrent.futures.Executor`."""
