"""The progress line is silent where nobody watches."""

from cnn_datasets.progress import progress_line


def test_in_a_file_there_is_no_line(capsys):
    with progress_line("drawing", 10) as report:
        for _ in range(10):
            report(1)
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_it_counts(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress_line("drawing", 4) as report:
        report(4)
    out, err = capsys.readouterr()
    assert "4/4" in out
    assert err == ""
