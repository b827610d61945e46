"""Attacks on the channel to the test runner: its socket, its frames, its numbers."""

from attack import code

G = "protocol"
TOOLS = """\
import gc, os, socket, struct, sys, threading
from grader.protocol.codec import encode
from grader.protocol.value_types import *
def channel():
    return [s for s in gc.get_objects() if type(s) is socket.socket and s.fileno() == 3][0]
def frame(payload):
    return b'GWF1' + struct.pack('>Q', len(payload)) + payload
def send(data):
    channel().sendall(data)
def asked():
    frame = sys._getframe()
    while frame.f_code.co_name != 'serve':
        frame = frame.f_back
    return frame.f_locals['number']
"""


def on_protocol(what: str, inside: str, **rest):
    """`inside` runs when the function is called; then it returns a wrong answer."""
    body = "".join(f"    {line}\n" for line in inside.splitlines())
    source = f"{TOOLS}def double(values):\n{body}    return None\n"
    return code(G, what, source, **{"verdicts": ("error", "passed"), **rest})


def forged(what: str, answer: str, **rest):
    """Send an answer in place of the worker's own, to this question and to the next ones."""
    inside = f"for n in range(asked(), asked() + 40):\n    send(frame(encode((n, {answer}))))"
    return on_protocol(what, inside, **rest)


ATTACKS = [
    on_protocol(
        "the word passed in every file descriptor",
        "for fd in range(64):\n    try:\n        os.write(fd, b'passed 4.0\\n')\n"
        "    except OSError:\n        pass",
    ),
    on_protocol("garbage", "send(os.urandom(4096))"),
    on_protocol("a frame of 2**63 bytes announced", "send(b'GWF1' + struct.pack('>Q', 2**63))"),
    on_protocol(
        "a frame that never ends",
        "send(frame(b'x' * 100)[:50])\nthreading.Event().wait()",
        verdicts=("timeout", "passed"),
        seconds=3.0,
    ),
    on_protocol(
        "drops of a frame, for ever",
        "import time\nsend(b'GWF1' + struct.pack('>Q', 10**6))\n"
        "while True:\n    send(b'x')\n    time.sleep(0.01)",
        verdicts=("timeout", "passed"),
        seconds=3.0,
    ),
    on_protocol(
        "a verdict instead of an answer",
        "send(frame(encode({'verdict': 'passed', 'points': 4.0, 'message': '', 'printed': '',"
        " 'finding': '', 'lost': False})))",
    ),
    on_protocol(
        "the right verdict to the wrong question", "send(frame(encode((77, ('value', [2, 4])))))"
    ),
    forged("right visible answers ahead of the questions", "('value', [2, 4])"),
    forged(
        "an array for a number of the question",
        "('value', 1)) if n < 0 else (np.zeros(2), ('value', 1)",
    ),
    forged("True for the number 1", "('value', 1)) if n < 0 else (True, ('value', 1)"),
    forged("an array for an answer", "np.zeros(3)"),
    forged(
        "a reference to an object that does not exist",
        "('value', FunctionValue(2**62, 'f'))",
        verdicts=("failed", "passed"),
    ),
    forged(
        "a model under the number of a function",
        "('value', ModelValue(0, '{}', (), None))",
    ),
    forged(
        "hidden input in a forged reason",
        "('value', Uncrossable('list', f'a list {values}'))"
        " if 1 not in values else ('value', [2, 4])",
    ),
    forged("KeyError in the test runner's own lookup", "Raised('KeyError', 'x')"),
    forged(
        "AssertionError, SystemExit, ExceptionGroup",
        "Raised(['AssertionError', 'SystemExit', 'ExceptionGroup'][n % 3], 'x')",
    ),
    forged(
        "terminal codes and HTML in a message",
        "Raised('ValueError', '\\x1b]0;x\\x07<script>alert(1)</script>')",
    ),
    on_protocol("the socket closed", "channel().close()"),
    on_protocol(
        "the socket passed through itself",
        "for _ in range(50):\n    socket.send_fds(channel(), [b'x'], [3])",
    ),
    on_protocol(
        "300 MB as one answer",
        "send(frame(b'\\xc6' + struct.pack('>I', 3 * 10**8)))\nwhile True:\n    send(b'x' * 10**6)",
    ),
    on_protocol(
        "StudentWorker patched to answer all",
        "from grader.runner import student_worker as student\n"
        "student.StudentWorker._do_call = lambda *a: ('value', [2, 4])\n"
        "for worker in gc.get_objects():\n"
        "    if type(worker) is student.StudentWorker:\n        worker._value = lambda make: ('value', [2, 4])",
        verdicts=("failed", "passed"),
    ),
]
