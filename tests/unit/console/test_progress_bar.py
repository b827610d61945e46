from grader.console.progress_bar import progress


def test_progress_goes_to_stderr_only(capsys):
    with progress("Grading", 2) as advance:
        advance("ada")
        advance("bela")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Grading" in captured.err and "2/2" in captured.err and "bela" in captured.err


def test_a_students_name_is_no_markup(capsys):
    with progress("Grading", 1) as advance:
        advance("[/red]ada")
    assert "[/red]ada" in capsys.readouterr().err


def test_nothing_to_do_is_no_error(capsys):
    with progress("Grading", 0):
        pass
    assert "0/0" in capsys.readouterr().err
