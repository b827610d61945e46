"""What can go wrong on the wire; whoever reads catches `WireError` and fails closed."""


class WireError(Exception):
    """The message can't be used; the text says what was found and what was expected."""


class Closed(WireError):
    """The other side ended before the message was complete."""


class TooLarge(WireError):
    """A length, a count or a depth is above its limit."""


class Malformed(WireError):
    """The bytes are not what the format allows."""


class TimedOut(WireError):
    """The deadline passed before the message was complete."""


class Unsupported(WireError):
    """A value of this type has no form on the wire (raised by the side that sends)."""


class ModelRefused(WireError):
    """A model that crossed is not one the examiner rebuilds; the text is for the student."""
