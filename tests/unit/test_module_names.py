"""A module's name says what it is for, without the folder that it lies in."""

from collections import Counter


def test_no_two_modules_of_the_grader_share_a_name(repository):
    paths = (repository / "grader").rglob("*.py")
    names = Counter(path.stem for path in paths if not path.stem.startswith("__"))
    assert [name for name, count in names.items() if count > 1] == []
