"""NumPy's functions as they are when the protocol is imported, before any student code has run.

What an answer returns is read with these: student code can put other functions into NumPy, and
would so change values on their way across. Modules that are imported only when a value needs them,
such as `pandas_classes`, have to take them from here.
"""

from numpy import array, asarray, ascontiguousarray

__all__ = ["array", "asarray", "ascontiguousarray"]
