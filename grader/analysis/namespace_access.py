"""Code that reaches the notebook's names through their dictionary: ``globals()["x"] = 1``.

Such a cell could do anything to any name. Where the name stands there as text, it does what plain
``x = 1`` does, and for reading it is taken for that.
"""

from __future__ import annotations

import ast

from grader.analysis.mutations import SCOPES

DICTIONARIES = frozenset({"globals", "locals", "vars"})
MAIN = "__main__"


def with_plain_names(tree: ast.Module) -> ast.Module:
    """Replace names given as text by plain names; definitions and uses stay the same."""
    mains = _names_of_main(tree)
    tree = ast.fix_missing_locations(_PlainNames(mains).visit(tree))
    if mains and not any(isinstance(n, ast.Name) and n.id in mains for n in ast.walk(tree)):
        tree = ast.fix_missing_locations(_WithoutMain().visit(tree))
    return tree


def _names_of_main(tree: ast.Module) -> frozenset[str]:
    """What ``import __main__ as m`` calls the notebook's own module."""
    aliases = (a for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names)
    return frozenset(alias.asname or MAIN for alias in aliases if alias.name == MAIN)


class _WithoutMain(ast.NodeTransformer):
    """Removes ``import __main__`` once nothing uses it."""

    def visit_Import(self, node: ast.Import) -> ast.AST:
        node.names = [alias for alias in node.names if alias.name != MAIN]
        return node if node.names else ast.copy_location(ast.Pass(), node)


class _PlainNames(ast.NodeTransformer):
    def __init__(self, mains: frozenset[str]) -> None:
        self._mains = mains
        self._depth = 0  # in a function a plain name that is stored to would be its own

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, SCOPES):
            self._depth += 1
            self.generic_visit(node)
            self._depth -= 1
            return node
        return super().visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if self._is_dictionary(node.value) and (name := _text(node.slice)):
            return self._name(name, node)
        return self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if self._is_main(node.value) and not node.attr.startswith("__"):
            return self._name(node.attr, node)
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """``"x" in globals()`` reads `x`, if it is there."""
        [*_, last] = node.comparators
        asks = len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn)
        if asks and self._is_dictionary(last) and (name := _text(node.left)):
            node.comparators = [ast.copy_location(ast.Name(name, ast.Load()), last)]
            return node
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """``globals().get("x", d)`` and ``getattr(__main__, "x", d)``."""
        match node:
            case ast.Call(func=ast.Attribute(value=of, attr="get"), args=[first, *rest]):
                is_read = self._is_dictionary(of)
            case ast.Call(func=ast.Name("getattr"), args=[of, first, *rest]):
                is_read = self._is_main(of)
            case _:
                return self.generic_visit(node)
        if not (is_read and _text(first)):
            return self.generic_visit(node)
        name = self._name(_text(first), node)
        values = [name, *(self.visit(value) for value in rest)]
        return ast.copy_location(ast.BoolOp(ast.Or(), values), node) if rest else name

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """``setattr(__main__, "x", 1)`` and ``globals().update(x=1)``, which are statements."""
        match node.value:
            case ast.Call(func=ast.Name("setattr"), args=[of, first, value], keywords=[]) if (
                self._is_main(of) and _text(first) and not self._depth
            ):
                return self._assigned({_text(first): value}, node)
            case ast.Call(func=ast.Attribute(value=of, attr="update"), args=[], keywords=given) if (
                self._is_dictionary(of) and given and not self._depth
            ):
                if all(keyword.arg for keyword in given):
                    return self._assigned({k.arg: k.value for k in given}, node)
        return self.generic_visit(node)

    def _assigned(self, values: dict[str, ast.expr], node: ast.AST) -> ast.AST:
        names = ast.Tuple([ast.Name(name, ast.Store()) for name in values], ast.Store())
        value = ast.Tuple([self.visit(value) for value in values.values()], ast.Load())
        return ast.copy_location(ast.Assign([names], value), node)

    def _name(self, name: str, node: ast.Subscript | ast.Attribute | ast.Call) -> ast.AST:
        """Return the plain name, or the node itself where that would be a function's local name."""
        context = getattr(node, "ctx", ast.Load())
        if self._depth and not isinstance(context, ast.Load):
            return node
        return ast.copy_location(ast.Name(name, context), node)

    def _is_dictionary(self, node: ast.AST) -> bool:
        """Whether it is the notebook's own dictionary of names."""
        match node:
            case ast.Call(func=ast.Name(id=name), args=[], keywords=[]):
                return name in DICTIONARIES and (name == "globals" or not self._depth)
            case ast.Call(func=ast.Name("vars"), args=[of], keywords=[]):
                return self._is_main(of)
            case ast.Attribute(value=of, attr="__dict__"):
                return self._is_main(of)
            case ast.Attribute(value=ast.Call(func=ast.Name("get_ipython")), attr="user_ns"):
                return True
        return False

    def _is_main(self, node: ast.AST) -> bool:
        """Whether it is the notebook's own module."""
        match node:
            case ast.Name(id=name):
                return name in self._mains
            case ast.Subscript(value=ast.Attribute(attr="modules"), slice=which):
                return _text(which) == MAIN or (
                    isinstance(which, ast.Name) and which.id == "__name__"
                )
            case ast.Call(args=[which]) if isinstance(node.func, ast.Name | ast.Attribute):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                return called in ("import_module", "__import__") and _text(which) == MAIN
        return False


def _text(node: ast.AST) -> str:
    """The name that a literal holds, "" if it holds none."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) and value.isidentifier() else ""
