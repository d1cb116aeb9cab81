"""Trainers on the workers of a Dask cluster, as a `concurrent.futures.Executor`."""
