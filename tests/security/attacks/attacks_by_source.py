"""Attacks by source text that is hard to read, long, or no Python."""

from attack import code
from attacks_by_notebooks import BROKEN, FULL, RIGHT


def source(what, text, **rest):
    rest = {"verdicts": ("error", "passed"), **rest}
    return code("source text", what, text, **rest)


ATTACKS = [
    source(
        "100 MB in one cell",
        RIGHT + "# " + "x" * 90_000_000,
        **BROKEN,
        says="characters of code",
    ),
    source("parentheses nested 100,000 deep", "x = " + "(" * 10**5 + ")" * 10**5 + "\n" + RIGHT),
    source("unary minus 100,000 times", "x = " + "-" * 10**5 + "1\n" + RIGHT),
    source("attributes 100,000 deep", "x = np" + ".a" * 10**5 + "\n" + RIGHT),
    source("a sum of 100,000 terms", "x = " + "+".join("1" * 10**5) + "\n" + RIGHT),
    source(
        "blocks nested 99 deep",
        "".join(" " * n + "if 1:\n" for n in range(99)) + " " * 99 + "pass\n" + RIGHT,
        scores=(4, 6),
        verdicts=("passed", "passed"),
    ),
    source(
        "blocks nested 1,000 deep",
        "".join(" " * n + "if 1:\n" for n in range(1000)) + " " * 1000 + "pass\n" + RIGHT,
    ),
    source(
        "f-strings and lambdas nested 3,000 deep",
        "x = " + "lambda: " * 3000 + "1\ny = " + "[" * 150 + "]" * 150 + "\n" + RIGHT,
    ),
    source("an int of 900,000 digits", "x = " + "9" * 900_000 + "\n" + RIGHT),
    source(
        "power tower for the constant folder",
        "x = lambda: 9**9**9**9\n" + RIGHT,
        scores=(4, 6),
        verdicts=("passed", "passed"),
    ),
    source("null bytes", "x = '\0'\n" + RIGHT),
    source("half a surrogate pair", "# \ud800\n" + RIGHT, **FULL),
    source(
        "names that Unicode folds into others",
        "def ｄｏｕｂｌｅ(values):\n    return [2 * v for v in values]\n",
        scores=(4, 6),
        verdicts=("passed", "passed"),
    ),
    source(
        "30,000 assignments",
        "\n".join(f"x{n} = {n}" for n in range(30_000)) + "\n" + RIGHT,
        scores=(4, 6),
        verdicts=("passed", "passed"),
        slow=True,
    ),
    source(
        "cell magics nested 10,000 deep",
        "%%time\n" * 10**4 + RIGHT,
        scores=(4, 6),
        verdicts=("passed", "passed"),
    ),
    source(
        "%run and %load_ext",  # a cell stops at a magic that fails, in Jupyter as well
        "%run /etc/passwd\n%load_ext attack\n" + RIGHT,
        verdicts=("error", "passed"),
    ),
    source(
        "!-lines",
        "!touch /tmp/attack-left\n" + RIGHT,
        scores=(4, 6),
        verdicts=("passed", "passed"),
    ),
    source("cell magic that runs another language", "%%bash\ntouch /tmp/attack-left\n"),
]
