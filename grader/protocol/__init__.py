"""What crosses the isolation boundary: frames, plain values, Keras models as config and weights.

Nothing that crosses is unpickled, evaluated or imported. `grader.protocol.codec` has the format.
"""
