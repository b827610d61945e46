"""Whether a Chinese text uses the course's terms, which stand in `docs/glossary_zh.toml`."""

import re
import tomllib
from pathlib import Path

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary_zh.toml"
TERMS = tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))["terms"]
CODE = re.compile(r"```.*?```|`+[^`]+`+|\[[^\]]*\]\([^)]*\)", re.DOTALL)


def wrong_terms(english, chinese):
    """What a Chinese text says otherwise than the glossary; code and links don't count."""
    english, chinese = CODE.sub("", english), CODE.sub("", chinese)
    words = " ".join(english.lower().split())
    for term, entry in TERMS.items():
        named = rf"(?<![\w.]){re.escape(term)}s?\b(?!\.\w|=)"  # not keras.callbacks, not stride=2
        for other in entry.get("not", ()):
            if other in chinese:
                yield f"{other!r} stands for {term!r}; the course says {entry['zh']!r}"
        if (
            entry.get("anywhere", True)
            and re.search(named, words)
            and entry["zh"].lower() not in chinese.lower()
        ):
            yield f"{term!r} is not called {entry['zh']!r}"
