"""State of the process: what one cell sets and any other may rely on, without a name for it.

``sys.path.append("lib")`` in one cell decides what ``import facs`` finds in another, and so it is
with the environment, with limits of the interpreter and with settings of libraries. All of this is
one object here, `PROCESS`, which no variable can be called. Every cell may read it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

PROCESS = "process:state"
TRAINING = "process:training"  # what a cell "writes" that trains a model
HISTORY = "process:history"  # what a cell "writes" that ends in a value, for ``_`` and ``Out``
HISTORY_NAME = re.compile(r"_{1,3}|_\d+|_i{1,3}|_i\d+|_[io]h|In|Out")
# Modules of the interpreter: all that is called there for its effect may be felt elsewhere.
INTERPRETER = frozenset(
    {"sys", "os", "site", "importlib", "builtins", "locale", "warnings", "decimal", "logging"}
    | {"signal", "codecs", "contextvars", "atexit", "faulthandler", "resource"}
    | {"mimetypes", "copyreg", "linecache", "socket", "asyncio", "multiprocessing", "tempfile"}
)
# Functions of any module that set something, also where their value is used.
SETTER = re.compile(
    r"(?:un|re)?set(?:_\w+|[a-z]*)|seed|(?:manual|global|random)_seed\w*|(?:en|dis)able\w*"
    r"|(?:un)?register\w*|use|umask|stack_size|chdir|simplefilter"
    r"|filterwarnings|basicConfig|run_functions_eagerly|apply|config|configure|clear_session"
)
# Methods that change what a module holds, as in `sys.path.append` and `os.environ.setdefault`.
MUTATORS = frozenset(
    {"append", "insert", "extend", "update", "setdefault", "remove", "pop", "popitem", "clear"}
)
SETTING_MAGICS = frozenset(
    {"env", "set_env", "cd", "pushd", "popd", "config", "load_ext", "reload_ext", "unload_ext"}
    | {"alias", "alias_magic", "automagic", "autocall", "autoawait", "precision", "bookmark"}
)
TRAINERS = frozenset(
    {"fit", "fit_generator", "train_on_batch", "train_step", "apply_gradients", "minimize"}
)


def is_resource(name: str) -> bool:
    """Whether a name stands for a file or a state of the process, not for a variable."""
    return ":" in name


def written_by(call: ast.Call) -> set[str]:
    """Return what a call does to the process, whatever the names in it are bound to."""
    called = _called(call)
    if called in ("run_line_magic", "run_cell_magic"):
        magic = getattr(call.args[0], "value", "") if call.args else ""
        return {PROCESS} if magic in SETTING_MAGICS else set()
    return {TRAINING} if called in TRAINERS and isinstance(call.func, ast.Attribute) else set()


def set_through(call: ast.Call) -> set[str]:
    """Return the name through which a call sets something, if that is a module's."""
    node, steps = call.func, 0
    while isinstance(node, ast.Attribute):
        node, steps = node.value, steps + 1
    if not isinstance(node, ast.Name):
        return set()
    called = _called(call)
    is_setter = SETTER.fullmatch(called) or (called in MUTATORS and steps > 1)
    return {node.id} if is_setter else set()


def history_read(uses: Iterable[str]) -> set[str]:
    """Return `HISTORY` if one of the names is what IPython keeps of earlier cells."""
    return {HISTORY} if any(map(HISTORY_NAME.fullmatch, uses)) else set()


def history_written(tree: ast.Module) -> set[str]:
    """Return `HISTORY` if a cell ends in a value."""
    return {HISTORY} if tree.body and isinstance(tree.body[-1], ast.Expr) else set()


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))
