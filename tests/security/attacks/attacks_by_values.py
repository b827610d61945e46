"""Attacks by what a function returns or raises."""

from attack import Attack, code

from grader.release.sample_class import cell_of

G = "returned values"


def returns(what: str, expression: str, before: str = "", **rest):
    rest = {"verdicts": ("error", "passed"), **rest}
    return code(G, what, f"{before}\ndef double(values):\n    return {expression}\n", **rest)


EQUAL = """
class Equal(BASE):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __len__(self): return 2
    def __iter__(self): return iter([2, 4])
    def __getitem__(self, key): return 2
    def __bool__(self): return True
"""
ATTACKS = [
    returns("always-true __eq__", "Equal()", EQUAL.replace("BASE", "object")),
    *(
        returns(
            f"lying subclass of {base}",
            f"Equal({start})",
            EQUAL.replace("BASE", base),
            says="return a plain",
        )
        for base, start in (
            ("list", "[1]"),
            ("str", "'x'"),
            ("int", "1"),
            ("dict", "{}"),
            ("float", "1.0"),
        )
    ),
    returns(  # it crosses as the plain tuple that it holds
        "lying subclass of tuple",
        "Equal((1,))",
        EQUAL.replace("BASE", "tuple"),
        verdicts=("failed", "passed"),
    ),
    returns("lying element in a list", "[Equal(), Equal()]", EQUAL.replace("BASE", "object")),
    returns(
        "hostile __class__, __getattr__ and __repr__",
        "Hostile()",
        "class Hostile:\n"
        "    __class__ = property(lambda self: list)\n"
        "    def __getattr__(self, name): raise BaseException(name)\n"
        "    def __repr__(self): raise SystemExit\n    __str__ = __repr__\n",
    ),
    returns(
        "metaclass with always-true __eq__ and a hostile __name__",
        "Meta('x' * 10**6, (), {})()",
        "class Meta(type):\n    def __eq__(self, other): return True\n"
        "    def __hash__(self): return hash(list)\n"
        "    def __instancecheck__(self, other): return True\n",
    ),
    returns(
        "np.ndarray subclass",
        "np.zeros(2).view(Array)",
        "class Array(np.ndarray):\n    def __eq__(self, other): return True\n",
    ),
    returns(
        "array of objects",
        "np.array([Equal(), Equal()], dtype=object)",
        EQUAL.replace("BASE", "object"),
    ),
    returns("NaN", "[float('nan')] * 2", verdicts=("failed", "passed")),
    returns("infinite generator", "iter(int, 1)", says="iterator"),
    returns("list that holds itself", "circle", "circle = []\ncircle.append(circle)"),
    returns("list of 10 million items", "list(range(10**7))", says="4,000,000 items"),
    returns(
        "list nested 100,000 deep", "deep", "deep = []\nfor _ in range(10**5):\n    deep = [deep]\n"
    ),
    returns("1 GB of bytes", "b'x' * 10**9"),
    returns("an int of a million digits", "10 ** 10**6"),
    returns("half a surrogate pair", "'\\ud800'"),
    returns(
        "dict with hostile keys",
        "{Key(): 1}",
        "class Key:\n    def __hash__(self): return 0\n    def __eq__(self, other): return True\n",
    ),
    returns(
        "pickle bomb (__reduce__)",
        "Bomb()",
        "import os\nclass Bomb:\n    def __reduce__(self): return os.system, ('touch x',)\n",
    ),
    returns("a module, a coroutine, a function", "[np, (lambda: 1), (x for x in 'a')]"),
    returns(
        "np.ma, structured and datetime arrays",
        "[np.ma.masked_array([2]), np.zeros(2, 'i4,f4'), np.datetime64('now')]",
    ),
    code(
        G,
        "class instead of a function",
        "class double(list):\n    pass\n",
        verdicts=("error", "passed"),
    ),
    code(
        G,
        "object with hostile __call__ as function",
        "class F:\n    def __call__(self, *a): raise GeneratorExit\ndouble = F()\n",
        verdicts=("error", "passed"),
    ),
    code(
        G,
        "hard-coded visible answer",
        "def double(values):\n    return [2, 4]\n",
        says="double fails for another list",
    ),
]


def told_by_the_next(nb, path):
    """The second answer tells what the hidden test of the first one called with."""
    cell_of(
        nb, "double"
    ).source = "seen = []\ndef double(values):\n    seen.append(values)\n    return [2 * v for v in values]"
    cell_of(nb, "mean").source = "def mean(values):\n    raise ValueError(f'saw {seen}')\n"
    return nb


T = "told by exceptions"
TELL = "def double(values):\n    if 1 in values:\n        return [2, 4]\n    "
ATTACKS += [
    code(
        T,
        "exception with hostile __str__ and __name__",
        "class E(Exception):\n    def __str__(self): raise SystemExit(0)\n    __repr__ = __str__\n"
        "E.__name__ = 'E' * 10**5\ndef double(values):\n    raise E()\n",
        verdicts=("error", "passed"),
    ),
    code(
        T,
        "hidden input in the message",
        TELL + "raise ValueError(f'{values}')\n",
        verdicts=("error", "passed"),
        says="hidden check",
    ),
    code(
        T,
        "hidden input in the type's name",
        TELL + "raise type(f'E{values[0]}', (Exception,), {})\n",
        verdicts=("error", "passed"),
    ),
    code(
        T,
        "hidden input in the file name of a frame",
        TELL + "exec(compile('1/0', f'saw {values}', 'exec'))\n",
        verdicts=("error", "passed"),
    ),
    code(
        T,
        "hidden input in the type's name of a returned object",
        TELL + "return type(f'E{values[0]}', (), {})()\n",
        verdicts=("error", "passed"),
    ),
    code(
        T,
        "hidden input as a number of bytes",
        TELL + "return np.zeros(2, dtype=[(f'f{values[0]}', 'i4')])\n",
        verdicts=("error", "passed"),
    ),
    Attack(
        T,
        "hidden input told by the next answer",
        told_by_the_next,
        scores=(4, 0),
        verdicts=("passed", "error"),
    ),
]
