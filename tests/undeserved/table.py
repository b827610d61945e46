"""``python tests/undeserved/table.py [--course DIR] [--json FILE] [WORD]``: what wrong answers get.

Grades every entry whose name has WORD, each assignment as one class, and prints a line for each
test that must have 0 points (for the honest entries: all points). It also runs on older checkouts,
with their own interpreter.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from corpus import CORPUS, HONEST
from entry import WITH_TRAINING
from marking import mark


def main() -> int:
    """Print the table; returns the number of lines that are not as they have to be."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("word", nargs="?", default="")
    options.add_argument("--course", type=Path)
    options.add_argument("--json", type=Path, help="add the points to this file")
    asked = options.parse_args()
    chosen = [e for e in [*CORPUS, *HONEST] if asked.word in e.name]
    chosen = [e for e in chosen if WITH_TRAINING or not e.trains]
    wrong, points = 0, {}
    for _, entries in groupby(sorted(chosen, key=lambda e: e.lesson), lambda e: e.lesson):
        for entry, result in mark(entries, asked.course).items():
            points[entry.name] = {t.grade_id: t.points for t in result.tests}
            for test in result.tests:
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
    print(f"{len(chosen)} submissions, {wrong} items not as they have to be")
    if asked.json:
        before = json.loads(asked.json.read_text()) if asked.json.exists() else {}
        asked.json.write_text(json.dumps(before | points, indent=1, sort_keys=True))
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main()))
