"""Several trainers side by side, as a `concurrent.futures.Executor`."""
