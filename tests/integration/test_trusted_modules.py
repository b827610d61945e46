"""What has to be right is told honestly: the README quotes how much it is."""

import re

import pytest


def test_the_readme_quotes_the_trusted_modules_of_today(repository, monkeypatch):
    monkeypatch.syspath_prepend(repository / "benchmarks")
    from trusted_modules import trusted_modules

    trusted, only_beside_student_code = trusted_modules()
    readme = (repository / "README.md").read_text(encoding="utf-8")
    quoted = re.search(r"([\d,]+) modules with\s([\d,]+) lines", readme)
    modules, lines = (int(number.replace(",", "")) for number in quoted.groups())
    assert modules == pytest.approx(len(trusted), rel=0.02)
    assert lines == pytest.approx(sum(trusted.values()), rel=0.02)
    assert "grader.runner.student_worker" in only_beside_student_code
