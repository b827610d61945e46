"""The operating system's isolation, and the processes that run in it.

Nothing here knows of grading, notebooks or models: what runs in the sandbox is named by module.
"""
