"""Drawings of the stand-ins with NumPy and Pillow; every module is named after its dataset."""
