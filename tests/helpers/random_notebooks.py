"""Random notebooks of little cells that bind, share and change objects in every usual way."""

from hypothesis import strategies as st

OBJECTS = ["a", "b", "c", "d"]
FUNCTIONS = ["f", "g", "h"]

name = st.sampled_from(OBJECTS)
function = st.sampled_from(FUNCTIONS)
number = st.integers(0, 9)
field = st.sampled_from(["x", "y"])


def _lines(template, **parts):
    return st.builds(lambda **found: template.format(**found), **parts)


value = st.one_of(
    number.map(str),
    name,
    _lines("[{n}]", n=number),
    _lines("[{v}, {n}]", v=name, n=number),
    _lines("{{'k': {v}}}", v=name),
    _lines("{v}[0]", v=name),
    _lines("{v} + {w}", v=name, w=name),
    _lines("list({v})", v=name),
    _lines("iter({v})", v=name),
    _lines("next({v})", v=name),
    _lines("({v}, {w})", v=name, w=name),
    _lines("[i for i in {v}]", v=name),
    _lines("(i for i in {v})", v=name),
    _lines("[{v} for {w} in [{n}]]", v=name, w=name, n=number),
    _lines("({v} for _ in range(2))", v=name),
    _lines("lambda: {v}", v=name),
    _lines("lambda q: {v}.append(q)", v=name),
    _lines("{v} if {w} else {n}", v=name, w=name, n=number),
    _lines("{v} or {w}", v=name, w=name),
    _lines("f'{{len({v})}}'", v=name),
    _lines("{f}({v})", f=function, v=name),
    _lines("{f}()", f=function),
    _lines("{v}()", v=name),
    _lines("Box({v})", v=name),
    _lines("{v}.{p}", v=name, p=field),
    _lines("sum({v})", v=name),
    _lines("len({v})", v=name),
    _lines("map({f}, {v})", f=function, v=name),
    _lines("math.floor({n}.5)", n=number),
    st.just("math.floor"),
    _lines("globals()['{v}']", v=name),
    _lines("globals().get('{v}', {n})", v=name, n=number),
    _lines("('{v}' in globals())", v=name),
    _lines("zip({v}, {w})", v=name, w=name),
    _lines("lambda q={v}: (q, {w})", v=name, w=name),
    function,
)

simple = st.one_of(
    _lines("{v} = {e}", v=name, e=value),
    _lines("{v} = {n}", v=name, n=number),
    _lines("{v} = {w} = {e}", v=name, w=name, e=value),
    _lines("{v}, {w} = {x}", v=name, w=name, x=name),
    _lines("{v} += [{e}]", v=name, e=value),  # `a += iter(a)` never ends
    _lines("{v} += {n}", v=name, n=number),
    _lines("{v}[0] = {e}", v=name, e=value),
    _lines("{v}[0] += {n}", v=name, n=number),
    _lines("{v}.append({e})", v=name, e=value),
    _lines("{v}.extend([{e}])", v=name, e=value),
    _lines("{v}.{p} = {e}", v=name, p=field, e=value),
    _lines("{v}.put({e})", v=name, e=value),
    _lines("{f}.{p} = {e}", f=function, p=field, e=value),
    _lines("{v}[0].append({n})", v=name, n=number),
    _lines("{f}({v})", f=function, v=name),
    _lines("{f}().append({n})", f=function, n=number),
    _lines("{f}()", f=function),
    _lines("{v}({n})", v=name, n=number),
    _lines("{v}({e})", v=name, e=value),
    _lines("{v}[0].put({e})", v=name, e=value),
    _lines("{v}, {w}.x = {x}, {e}", v=name, w=name, x=name, e=value),
    _lines("setattr({v}, 'x', {e})", v=name, e=value),
    _lines("globals()['{v}'] = {e}", v=name, e=value),
    _lines("globals().update({v}={e})", v=name, e=value),
    _lines("{w} = {v}.pop()", v=name, w=name),
    _lines("del {v}", v=name),
    _lines("del {v}[0]", v=name),
    _lines("{v}: int", v=name),
    _lines("print({v})", v=name),
    _lines("1 / {n}", n=number),
    _lines("assert {v}", v=name),
    _lines("({v} := {e})", v=name, e=value),
    _lines("random.seed({n})", n=number),
    _lines("{v} = {n} in {w}", v=name, w=name, n=number),
    _lines("for {v} in {w}: {x} = {v}", v=name, w=name, x=name),
    _lines("for {v} in []: pass", v=name),
    _lines("for {v} in {w}: break", v=name, w=name),
    _lines("import math as {v}", v=name),
    _lines("from math import floor as {f}", f=function),
)
unseen = st.one_of(
    _lines("exec('{v} = {w}')", v=name, w=name),
    _lines("exec('{v}.append({n})')", v=name, n=number),
    _lines("globals()['{v}'] = {w}", v=name, w=name),
)


def _indented(lines):
    return "\n".join("    " + line for line in lines)


body = st.lists(
    st.one_of(
        simple.filter(lambda line: not line.startswith("global")),
        _lines("return {e}", e=value),
        _lines("yield {e}", e=value),
    ),
    min_size=1,
    max_size=3,
)
parameters = st.sampled_from(["v=0", "v=None, acc=[]", "*v", "v=a", "a=0", "q=0"])


def _def(function, parameters, shared, lines, decorated):
    head = f"    global {', '.join(sorted(set(shared)))}\n" if shared else ""
    taken = {p.strip("*").split("=")[0].strip() for p in parameters.split(",")}
    if set(shared) & taken:
        parameters = "q=0"
    top = "@kept\n" if decorated else ""
    return f"{top}def {function}({parameters}):\n{head}" + _indented(lines)


definition = st.builds(_def, function, parameters, st.lists(name, max_size=1), body, st.booleans())
closure = st.builds(
    lambda f, v, n: (
        f"def {f}(v=0):\n    kept = [{n}]\n    def inner(q=1):\n"
        f"        kept.append(q)\n        {v}.append(q)\n        return kept\n    return inner"
    ),
    function,
    name,
    number,
)
later = st.builds("def {}(q=0):\n    return lambda: {}".format, function, name)
compound = st.one_of(
    st.builds(lambda v, x, y: f"if {v}:\n    {x}\nelse:\n    {y}", name, simple, simple),
    st.builds(
        lambda f, g, v: f"@{f}\ndef {g}(q=0):\n    return {v}", function | name, function, name
    ),
    st.builds(lambda v, w, x: f"with Using({v}) as {w}:\n    {x}", name, name, simple),
    st.builds(lambda x, y: f"try:\n    {x}\nexcept Exception:\n    {y}", simple, simple),
    st.builds(lambda v, x: f"for {v} in range(2):\n    {x}", name, simple),
    st.builds(
        lambda v, w, x: f"with contextlib.suppress(Exception):\n    {v} = {w}()\n    {x}",
        name,
        name,
        simple,
    ),
    st.builds(
        lambda v, n: (
            f"class {v}:\n    kept = [{n}]\n    x = {v}\n"
            f"    def __init__(self, q=0):\n        self.kept.append(q)"
        ),
        name,
        number,
    ),
)
BOX = (
    "class Box:\n    made = []\n    def __init__(self, x):\n        self.x = x\n"
    "        self.y = []\n        Box.made.append(1)\n    def put(self, q):\n"
    "        self.y.append(q)\n        return self.x\n    def __call__(self, q=0):\n"
    "        self.y.append(q)\n        return self.y"
)
FIRST = (
    "import math, random, contextlib\nfrom contextlib import nullcontext as Using\n"
    f"def kept(function):\n    return function\n{BOX}"
)
SECOND = "a = [1, 2]\nb = [a]\nc = Box(b)\nd = 3\nrandom.seed(0)"
THIRD = "def f(v=0): return v\ndef g(v=None, acc=[]):\n    acc.append(v)\n    return acc\nh = f"

statement = st.one_of(simple, simple, simple, definition, closure, later, compound)
cell = st.lists(statement, min_size=1, max_size=2).map("\n".join)
cells = st.lists(cell, min_size=1, max_size=9)
notebooks = cells.map(lambda cells: [FIRST, SECOND, THIRD, *cells])
open_notebooks = st.builds(
    lambda above, unseen, below: [FIRST, SECOND, THIRD, *above, unseen, *below],
    cells,
    unseen
    | st.builds(
        _def, function, parameters, st.just([]), st.lists(unseen, min_size=1), st.just(False)
    ),
    cells,
)
expressions = st.one_of(
    name,
    _lines("{f}()", f=function),
    _lines("{f}({v})", f=function, v=name),
    _lines("({v}, {w})", v=name, w=name),
    _lines("list({v})", v=name),
    _lines("{v}.{p}", v=name, p=field),
    _lines("Box.made, {v}", v=name),
    _lines("random.random(), {v}", v=name),
)
