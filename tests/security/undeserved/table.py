"""``python tests/security/undeserved/table.py [--course DIR] [--json FILE] [WORD]``: what wrong answers get.

Grades every entry whose name has WORD (a regular expression), each assignment as one class, and prints a line for each
test that must have 0 points (for the honest entries: all points). It also runs on older checkouts,
with their own interpreter.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from itertools import groupby
from pathlib import Path


def main() -> int:
    """Print the table; returns the number of lines that are not as they have to be."""
    # Here, because the process that reads notebooks imports this file once more.
    here = Path(__file__).parent
    sys.path[:0] = [str(here), str(here.parents[1] / "helpers")]
    from all_entries import CORPUS, HONEST
    from leaking import shown
    from leaks import LEAKS
    from marking import mark, says_nothing
    from sampling import WITH_TRAINING

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("word", nargs="?", default="")
    options.add_argument("--course", type=Path)
    options.add_argument("--scratch", type=Path, help="where the leaks' courses are made")
    options.add_argument("--json", type=Path, help="add the points to this file")
    options.add_argument("--missing", action="store_true", help="only what the file has not yet")
    options.add_argument("--aimed", action="store_true", help="only tests that must have 0 points")
    asked = options.parse_args()
    known = json.loads(asked.json.read_text()) if asked.missing else ()
    chosen = [e for e in [*CORPUS, *HONEST] if re.search(asked.word, e.name)]
    chosen = [e for e in chosen if e.name not in known and (WITH_TRAINING or not e.trains)]
    wrong, points = 0, {}
    for _, entries in groupby(sorted(chosen, key=lambda e: e.lesson), lambda e: e.lesson):
        for entry, result in mark(entries, root=asked.course, aimed=asked.aimed):
            read = [t for t in result.tests if not says_nothing(t)]
            points[entry.name] = {t.grade_id: t.points for t in read}
            wrong += len(result.tests) - len(read)
            _save(points, asked.json)
            for test in read:
                aimed = test.grade_id in entry.zero
                good = test.points == (0 if aimed else test.max_points)
                good = good or (not aimed and test.grade_id in entry.may)
                wrong += not good
                if aimed or not good:
                    first = (test.message.splitlines() or [""])[0]
                    print(
                        f"{'  ' if good else '!!'} {entry.kind:<13} {entry.lesson}"
                        f" {test.grade_id:<26} {entry.what:<58.58} {test.points:>4g} of"
                        f" {test.max_points:<4g} {test.verdict:<8} {first[:100]!a}",
                        flush=True,
                    )
    for leak in LEAKS:
        name = f"leaks: {leak.channel}"
        if not re.search(asked.word, name) or name in known:
            continue
        with tempfile.TemporaryDirectory(prefix="leak-", dir=asked.scratch) as folder:
            found = shown(leak, Path(folder, "course"))
        told = found.told(leak)
        bad = [p for p, deserved in zip(found.points, leak.points, strict=True) if p > deserved]
        wrong += bool(told or bad)
        points[name] = {"told": told, "points": found.points}
        print(
            f"{'!!' if told or bad else '  '} {name:<90.90} {found.points}"
            f" told: {', '.join(told) or 'nowhere'}",
            flush=True,
        )
    busy = [name for name, found in points.items() if not found]
    for name in busy:
        print(f"?? {name}: the machine was too busy, or the grader failed; run it again")
    print(f"{len(chosen)} submissions, {wrong} items not as they have to be")
    _save(points, asked.json)
    return wrong


def _save(points: dict, path: Path | None) -> None:
    """Add the points to the file, also those of a run that was stopped later."""
    if path:
        before = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(
            json.dumps(before | {k: v for k, v in points.items() if v}, indent=1, sort_keys=True)
        )


if __name__ == "__main__":
    sys.exit(bool(main()))
