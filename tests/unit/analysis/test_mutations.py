import ast

import pytest

from grader.analysis.mutations import Mutations, mutations_at_once, mutations_later

# statement: (stores, calls, escapes)
TABLE = {
    "x = y": ("", "", ""),
    "x += 1": ("x", "", ""),
    "a[0] = 1": ("a", "", ""),
    "a.b[i].c = 1": ("a", "", ""),
    "a[0], b.c = d": ("a b", "", "d"),
    "a[0] += 1": ("a", "", ""),
    "f().x = 1": ("f()", "", "f"),
    "del a, b[0], c.d": ("a b c", "", ""),
    "for a.b in c: pass": ("a", "", "c"),
    "model.fit(X, Y)": ("process:training", "model", "model X Y"),
    "a.b[0].c()": ("", "a", "a"),
    "seed(1)": ("", "seed", "seed"),
    "get().append(b)": ("", "get()", "get get() b"),
    "y = a.pop()": ("", "", "a"),
    "y = f(a, key=b[0])": ("", "", "f a b"),
    "y = f(a + b, c / d)": ("", "", "f a b"),
    "print(a, len(b))": ("", "", ""),
    "x = a.shape": ("", "", ""),
    "x, y = it": ("", "", "it"),
    "[i for i in it]": ("", "", "it"),
    "x = 3 in it": ("", "", "it"),
    "f(*it)": ("", "f", "f it"),
    "with lock as l: pass": ("", "", "lock"),
    "if a:\n b.append(1)": ("", "b", "b"),
    "def f(): a.append(1)": ("", "", ""),
    "def f(x=g(a)): pass": ("", "", "g a"),
    "@app.route(a)\ndef f(): b.pop()": ("", "", "app a"),
    "f = lambda: a.pop()": ("", "", ""),
    "class A:\n a.append(1)\n def m(self): b.append(1)": ("", "a", "a"),
}


def as_sets(mutations):
    return set(mutations.stores), set(mutations.calls), set(mutations.escapes)


@pytest.mark.parametrize("source", TABLE)
def test_what_a_statement_may_change_when_it_runs(source):
    [statement] = ast.parse(source).body
    found = as_sets(mutations_at_once(statement))
    assert found == tuple(set(part.split()) for part in TABLE[source])


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("def f(): a.append(1)", {"a"}),
        ("def f():\n global a\n a = 1", {"a"}),
        ("def f():\n x = a\n x.append(1)", {"a"}),
        ("def f():\n for x in a.layers: x.trainable = False", {"a"}),
        ("def f():\n def g(): a[0] = 1\n return g", {"a"}),
        ("class A:\n def m(self): a.append(1)", {"a"}),
        ("f = lambda: a.append(1)", {"a"}),
        ("def f(): return a / 2", set()),
    ],
)
def test_what_a_function_may_change_when_it_is_called(source, changed):
    [statement] = ast.parse(source).body
    assert set(mutations_later(statement).within({"a"}).all) == changed


def test_mutations_add_up():
    one, other = Mutations(stores=frozenset("a")), Mutations(escapes=frozenset("b"))
    assert one | other == Mutations(frozenset("a"), frozenset(), frozenset("b"))


def test_the_results_of_calls_go_with_the_function():
    mutations = Mutations(calls=frozenset({"f()", "g()"}))
    assert mutations.within({"f"}).all == {"f()"}
