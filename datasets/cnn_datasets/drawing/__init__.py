"""Drawing of the stand-ins with NumPy and Pillow: hands at a wall, visitors at a front door."""
