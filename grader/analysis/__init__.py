"""Reading a cell's Python: which names it defines, uses and changes. Nothing is run."""
