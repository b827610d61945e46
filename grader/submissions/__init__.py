"""From a file somebody handed in to the cells that a test needs. Nothing here runs anything."""
