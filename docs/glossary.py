"""The course's terms in Chinese, from `glossary_zh.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

GLOSSARY = Path(__file__).resolve().with_name("glossary_zh.toml")


def terms() -> dict[str, dict]:
    """Each English term with its Chinese one (`zh`) and those not to use (`not`)."""
    return tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))["terms"]


def write_words(path: Path) -> Path:
    """Write the Chinese terms as a dictionary of jieba, so that the search knows them as words."""
    words = dict.fromkeys(term["zh"] for term in terms().values())
    path.write_text("".join(f"{word} 100000\n" for word in words), encoding="utf-8")
    return path
