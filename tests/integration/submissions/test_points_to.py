"""Objects with several names: a change through one of them is seen through the others."""

import pytest
from random_notebooks import FIRST, THIRD
from slice_oracle import agree

OBJECTS = "a = [1, 2]\nd = [7]\nz = 5"
BOX = "c = Box(1)"

# cells, question
SEEN = [
    (["g(a)", "a[0]=9"], "g()"),
    (["b = a\nb += [(z for _ in range(2))]", "z=8"], "a"),
    (["b = a\nb += [(b for _ in range(2))]", "import math as b"], "a"),
    (["b = a\nb += [d]", "d.append(5)"], "a"),
    (["b = a\nb[0] = d", "d.append(5)"], "a"),
    (["b = c\nb.x = d", "d.append(5)"], "c.x"),
    (["b = c", "b.x = d", "d.append(5)"], "c.x"),
    (["b = a\nb.append(d)", "d.append(5)"], "a"),
    (["b = a", "b.append(d)", "d.append(5)"], "a"),
    (["c(d)", "d.append(5)"], "c.y"),
    (["f = c\nf(d)", "d.append(5)"], "c.y"),
    (["Box.made.append(d)", "d.append(5)"], "Box.made"),
    (["x = c.y\nx.append(d)", "d.append(5)"], "c.y"),
    (["x = c.y\nx.append((d for i in range(2)))", "d=0"], "c.y"),
    (["x = c.y\nx.append(lambda: d)", "d=0"], "c.y[0]()"),
    (["x = a\nx.append(lambda: (a,d))", "d=0"], "a[2]()"),
    (["a.append(lambda: (a,d))", "d=0"], "a[2]()"),
    (["c.put((d for i in range(2)))", "d=0"], "c.y"),
    (["e=[c]", "e[0].put(lambda: d)", "d=0"], "c.y[0]()"),
    (["e=c", "def f(): return d", "e.put(f)", "d=0"], "c.y[0]()"),
    (["e=c", "def f(): return d", "e.x=f", "d=0"], "c.x()"),
    (["e=a", "def f(): return d", "e[0]=f", "d=0"], "a[0]()"),
    (["e=a", "def f(): return d", "e+=[f]", "d=0"], "a[2]()"),
    (["e=a", "def f(): return d", "e[0]=map(f,[1])", "def f(q): return 0", "d=0"], "a[0]"),
    (["e=a", "e[0]=map(h,[1])", "d=0"], "a[0]"),
    (["x=[7]", "def f(q=c.y): q.append(lambda: d)", "f()", "d=0"], "c.y[0]()"),
    (["g(a)", "del a[0]"], "g()"),
    (["def f(): exec('z = z')", "del z", "z = 0"], "f()"),
    (["def k(): g(d)", "k()", "d.append(5)"], "g()"),
    (["def k(): c.put(d)", "k()", "d.append(5)"], "c.y"),
    (["def k(): c.put(lambda: d)", "k()", "d=0"], "c.y[0]()"),
    (["def k():\n  e=c\n  e.put(lambda: d)", "k()", "d=0"], "c.y[0]()"),
    (["def k():\n  e=c.y\n  e.append(d)", "k()", "d.append(3)"], "c.y"),
    (["def k():\n  e=c.y\n  e+=[d]", "k()", "d.append(3)"], "c.y"),
    (["def k():\n  e=c\n  e.x=d", "k()", "d.append(3)"], "c.x"),
    (["def k():\n  e=c\n  e.x=(d for i in range(2))", "k()", "d=3"], "c.x"),
    (["def k():\n  global e\n  e=c\n  e.x=(d for i in range(2))", "k()", "d=3"], "c.x"),
    (["def k(q): g(q)", "k(d)", "d.append(5)"], "g()"),
    (["def k(q): c.put(q)", "k(d)", "d.append(5)"], "c.y"),
    (["def k(q): c.put(lambda: q[0])", "k(d)", "d[0]=5"], "c.y[0]()"),
    (["def k(q):\n  global m\n  m=q", "k(d)", "d.append(5)"], "m"),
    (["def k(q):\n  global m\n  m=[]\n  m.append(q)", "k(d)", "d.append(5)"], "m"),
    (["def k(q, w): w.append(q)", "k(d, a)", "d.append(5)"], "a"),
    (["def k(q, w): w.append(q)", "b=a", "k(d, b)", "d.append(5)"], "a"),
    (["def k(q, w): w.append(q)", "b=a", "k(lambda: z, b)", "z=0"], "a[2]()"),
    (["class K:\n  kept=a", "K.kept.append(d)", "d.append(5)"], "a"),
    (["class K:\n  def put(self): a.append(d)", "q=K()", "q.put()", "d.append(5)"], "a"),
    (["class K:\n  def put(self, x): a.append(x)", "q=K()", "q.put(d)", "d.append(5)"], "a"),
    (["for i in range(2): a.append(d)", "d.append(5)"], "a"),
    (["for i in a: d.append(i)\na=[d]", "b=a", "for i in b: i.append(3)"], "d"),
    (["a=[d]", "for i in a: i.append(3)"], "d"),
    (["a=[d]", "i, = a", "i.append(3)"], "d"),
    (["a=[d]", "[*i] = a", "i[0].append(3)"], "d"),
    (["a=[d]", "match a:\n  case [i]: i.append(3)"], "d"),
    (["with contextlib.nullcontext(a) as w: w.append(d)", "d[0]=0"], "a"),
    (["a=map(lambda q: q+z, [1])", "z=0"], "a"),
    (["a=iter(d)", "b=a", "next(b)"], "a"),
    (["a=iter(d)", "b=a", "d=0", "next(b)"], "a"),
    (["a=iter(d)", "b=[a]", "list(*b)"], "a"),
    (["a=iter(d)", "b=zip(a)", "list(b)"], "a"),
    (["a=iter(d)", "b=zip(a)", "x=list(b)"], "a"),
    (["a=iter(d)", "def q():\n  yield from a", "x=list(q())"], "a"),
    (["vars(c)['x']=a", "a[0]=7"], "c.x"),
    (["b = vars(c)", "b['x']=a", "a[0]=7"], "c.x"),
    (["c.__dict__.update(x=a)", "a[0]=7"], "c.x"),
    (["@kept\ndef q(): return d", "d=0"], "q()"),
    (["@g\ndef q(): return d", "d=0"], "g()[0]()"),
    (["w=g\n@w\ndef q(): return d", "d=0"], "g()[0]()"),
]

# the same with code that can't be seen
UNSEEN = [
    (["exec('d = a')", "a.append(1)"], "d"),
    (["exec('d = a')", "a[0]=7"], "d"),
    (["def f(): return z", "exec('d = f')", "z=0"], "d()"),
    (["def f(): exec('globals().update(d = a)')", "f()", "a[0]=7"], "d"),
    (["globals()['d']=a", "a[0]=7"], "d"),
    (["globals()['n']=a", "a[0]=7"], "n"),
    (["globals()['n']=a", "n[0]=7"], "a"),
    (["exec('n=a')", "b=n", "b.append(3)"], "a"),
    (["exec('n=a')", "b=n", "b.append((z for i in range(2)))", "z=0"], "a"),
    (["a = (a for _ in range(2))", "exec('d = a')", "a = 0"], "d"),
]


@pytest.mark.parametrize(("cells", "question"), [*SEEN, *UNSEEN])
def test_a_slice_sees_what_happens_by_another_name(cells, question):
    agree([FIRST, OBJECTS, THIRD, BOX, *cells], question)
