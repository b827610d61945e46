"""What nbgrader's steps log, kept to tell an author why one of them refused a notebook."""

from __future__ import annotations

import logging

# How nbgrader begins what it says after every failure; the traceback before it ends in the reason.
GENERAL = ("There was an error processing assignment", "Please see the")


class Recorder(logging.Handler):
    """Keeps nbgrader's error lines, which say more than the exception it raises after them."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.lines: list[str] = []
        self.logger = logging.Logger("grader.nbgrader", level=logging.ERROR)
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def errors(self) -> str:
        """The last line that is not a traceback."""
        plain = [line for line in self.lines if not line.startswith("Traceback")]
        told = [line for line in plain if not line.startswith(GENERAL)]
        reasons = [line.strip().splitlines()[-1] for line in self.lines if line not in plain]
        return (told or reasons or plain or [""])[0].strip()
