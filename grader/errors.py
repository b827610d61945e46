"""Errors meant for the person at the keyboard: the CLI prints them without traceback."""


class GraderError(Exception):
    """Something the user can fix; the message says what was found, expected and to do."""


class CourseError(GraderError):
    """The course folder is not as it must be."""


class AuthoringError(GraderError):
    """An assignment's source can't become a notebook."""


class UnreadableNotebook(GraderError):
    """A file that is submitted as a notebook is none."""


class NoAccess(UnreadableNotebook):
    """This machine refuses to read a submitted file: a fault, and nobody's zero."""
