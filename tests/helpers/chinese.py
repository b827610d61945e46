"""Finding English in what should be Chinese."""

import re

CODE = re.compile(r"`[^`]*`|'[^'\n]*'|\"[^\"\n]*\"|\S*[/_.=()\[\]{}]\S*")
SENTENCE = re.compile(r"[A-Za-z']+(?:,? [A-Za-z']+){2,}")


def english_in(told: str, *quoted: str) -> list[str]:
    """Three words of English or more in a row, outside of code and of what may be `quoted`."""
    for text in quoted:
        assert text in told
        told = told.replace(text, "")
    return SENTENCE.findall(CODE.sub(" · ", told))
