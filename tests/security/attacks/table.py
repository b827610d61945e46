"""``python tests/security/attacks/table.py [WORD]`` tries every attack and prints what came of it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "helpers"))  # what tests share

from arena import Arena
from corpus import CORPUS


def main(word: str = "") -> int:
    """Print the table of the attacks whose name has `word`; returns how many did harm."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        arena = Arena(Path(folder))
        chosen = [attack for attack in CORPUS if word in attack.name]
        for number, attack in enumerate(chosen):
            outcome = arena.run(attack, f"attacker-{number}")
            points = tuple(test.points for test in outcome.tests)
            verdicts = tuple(str(test.verdict) for test in outcome.tests)
            told = " ".join(f"{test.message} {test.printed}" for test in outcome.tests)
            wrong = [f"HARM {harm}" for harm in outcome.harm]
            wrong += [f"EXPECTED {attack.scores}"] * (points != attack.scores)
            wrong += [f"EXPECTED {attack.verdicts}"] * (verdicts != attack.verdicts)
            wrong += [f"EXPECTED message {attack.says!r}"] * (
                not attack.is_told_in(outcome.tests[0].message)
            )
            wrong += [f"TOLD {secret}" for secret in attack.hides if secret in told]
            failed += bool(wrong)
            first = (outcome.tests[0].message.splitlines() or [""])[0]
            print(
                f"{attack.name:<74.74} {verdicts[0]:<13}"
                f"{' +'.join(f'{p:>2g}' for p in points):<7}{outcome.seconds:5.1f} s  {first[:110]!a}",
                flush=True,
            )
            if wrong:
                wrong.append(f"second: {outcome.tests[-1].message}")
            for line in wrong:
                print(f"    !! {line[:400]}", flush=True)
        arena.close()
    print(f"{len(chosen)} attacks, {failed} not as expected")
    return failed


if __name__ == "__main__":
    sys.exit(bool(main(*sys.argv[1:])))
