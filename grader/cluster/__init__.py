"""Grading on several machines with Dask: the coordinator plans and writes, workers run tests."""
