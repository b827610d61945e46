"""Coverage-guided fuzzing of `decode`, by hand: needs `pip install atheris`.

    PYTHONPATH=. python tests/helpers/fuzz_decode.py -max_total_time=120 -max_len=4096

Holds `decode` to two promises: it raises only ProtocolError, and what it accepts can be sent again.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["grader.protocol"]):
    from grader.protocol import ProtocolError
    from grader.protocol.codec import decode, encode

sys.path.insert(0, str(Path(__file__).parent))
from samples import MESSAGES, shape_of


def one_input(data: bytes) -> None:
    try:
        value = decode(data)
    except ProtocolError:
        return
    assert shape_of(decode(encode(value))) == shape_of(value)


def main() -> None:
    with tempfile.TemporaryDirectory() as corpus:
        for number, message in enumerate(MESSAGES):
            Path(corpus, str(number)).write_bytes(encode(message))
        atheris.Setup([*sys.argv, corpus], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
