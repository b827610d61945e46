"""The crossing between the student room and the examiner: frames, plain values, Keras models.

Nothing that crosses is unpickled, evaluated or imported. See `grader.wire.values` for the format.
"""
