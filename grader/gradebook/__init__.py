"""The only part that writes: the gradebook, the autograded notebooks, the feedback pages."""
