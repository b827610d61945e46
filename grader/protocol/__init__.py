"""What crosses the isolation boundary: frames, plain values, Keras models as config and weights.

Nothing that crosses is unpickled, evaluated or imported. `grader.protocol.codec` describes the
format. Whoever reads a message catches `ProtocolError` and fails closed.
"""


class ProtocolError(Exception):
    """The message can't be used; the text says what was found and what was expected."""


class Closed(ProtocolError):
    """The other side ended before the message was complete."""


class TooLarge(ProtocolError):
    """A length, a count or a depth is above its limit."""


class Malformed(ProtocolError):
    """The bytes are not what the format allows."""


class TimedOut(ProtocolError):
    """The deadline passed before the message was complete."""


class Unsupported(ProtocolError):
    """A value of this type has no encoding (raised by the side that sends)."""


class ModelRefused(ProtocolError):
    """A model that crossed is not one the test runner rebuilds; the text is for the student."""
