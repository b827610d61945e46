"""From a file somebody submitted to the cells that a test needs. Nothing here runs anything."""
