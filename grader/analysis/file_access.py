"""Files that a cell writes or reads, as far as their names stand in it.

A file is an object whose name is its own: here ``file:w.npy``, which no variable can be called.
Cells that read it need those that wrote it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

FILE = "file:"
FOLDER = f"{FILE}."  # the current folder, which `os.chdir` changes for all
MODE = re.compile(r"[rwax][bt]?\+?[bt]?")
PART = re.compile(r"[^/\\]+")
WRITES = frozenset(
    {"save", "savez", "savez_compressed", "savetxt", "savefig", "save_weights", "save_model"}
    | {"save_img", "write_text", "write_bytes", "write_file", "mkdir", "makedirs", "touch", "copy"}
    | {"copy2", "copyfile", "copytree", "move", "rename", "extractall", "extract", "imwrite"}
    | {"unpack_archive", "make_archive", "urlretrieve", "get_file", "imsave", "tofile", "to_csv"}
    | {"to_json", "to_pickle", "to_excel", "to_parquet", "to_hdf", "unlink", "remove", "rmtree"}
)
MAGICS = frozenset({"writefile", "file"})
MAX_NAME = 200


def files_written(call: ast.Call) -> set[str]:
    """Return files that a call may write, and the variables that hold their names."""
    called = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if called in ("run_cell_magic", "run_line_magic"):
        return _by_magic(call)
    if called == "chdir":
        return {FOLDER}
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    texts = [value.value for value in values if _is_text(value)]
    writes = called in WRITES or any(MODE.fullmatch(t) and t.strip("rbt") for t in texts)
    if not writes:
        return set()
    receiver = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    nodes = [node for value in [*receiver, *values] for node in ast.walk(value)]
    found = {_last(n.value) for n in nodes if _is_text(n) and not MODE.fullmatch(n.value)}
    return found - {""} | {value.id for value in call.args[:1] if isinstance(value, ast.Name)}


def files_read(nodes: Iterable[ast.AST]) -> set[str]:
    """Return files that code may read: parts of texts that may be paths, and modules."""
    found: set[str] = set()
    for node in nodes:
        if _is_text(node) and len(node.value) <= MAX_NAME and "\n" not in node.value:
            found |= {f"{FILE}{part}" for part in PART.findall(node.value)}
        elif isinstance(node, ast.Import):
            found |= {name for alias in node.names for name in _modules(alias.name)}
        elif isinstance(node, ast.ImportFrom):
            parts = [node.module or "", *(alias.name for alias in node.names)]
            found |= {name for part in parts for name in _modules(part)}
    return found | {FOLDER} if found else found


def _by_magic(call: ast.Call) -> set[str]:
    texts = [value.value if _is_text(value) else "" for value in call.args]
    if len(texts) < 2:
        return set()
    if texts[0] == "cd":
        return {FOLDER}
    words = [word for word in texts[1].split() if not word.startswith("-")]
    return {_last(words[-1])} if texts[0] in MAGICS and words else set()


def _modules(dotted: str) -> set[str]:
    return {f"{FILE}{part}.py" for part in dotted.split(".") if part}


def _last(path: str) -> str:
    parts = PART.findall(path)
    return f"{FILE}{parts[-1]}" if parts and len(path) <= MAX_NAME else ""


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
