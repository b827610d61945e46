import ast

import pytest

from grader.analysis.cell_analysis import analyse
from grader.analysis.file_access import files_read, files_written


@pytest.mark.parametrize(
    ("call", "files"),
    [
        ("open('a/w.txt', 'w')", "file:w.txt"),
        ("open('w.txt')", ""),
        ("open('w.txt', 'r')", ""),
        ("open('w.txt', mode='ab')", "file:w.txt"),
        ("open(path, 'w')", "path"),
        ("h5py.File('w.h5', 'w')", "file:w.h5"),
        ("np.save('weights', X)", "file:weights"),
        ("np.save(path, X)", "path"),
        ("model.save_weights(os.path.join('out', 'w.h5'))", "file:out file:w.h5"),
        ("Path('w.txt').write_text(text)", "file:w.txt text"),
        ("df.to_csv('w.csv', index=False)", "file:w.csv"),
        ("os.makedirs('data/train', exist_ok=True)", "file:train"),
        ("os.chdir('data')", "file:."),
        ("get_ipython().run_cell_magic('writefile', '-a w.py', 'x = 1')", "file:w.py"),
        ("get_ipython().run_line_magic('cd', 'data')", "file:."),
        ("model.fit(X, Y)", ""),
        ("X.copy()", ""),
        ("print('w.txt')", ""),
    ],
)
def test_files_that_a_call_writes(call, files):
    assert files_written(ast.parse(call, mode="eval").body) == set(files.split())


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("open('a/w.txt')", "file:w.txt"),
        ("open('a/w.txt')", "file:a"),
        ("import w", "file:w.py"),
        ("from w import x", "file:w.py"),
        ("from pkg import w", "file:w.py"),
        ("def f():\n    return np.load('w.npy')", "file:w.npy"),
        ("%run w.py", "file:w.py"),
        ("open('w.txt')", "file:."),
    ],
)
def test_files_that_code_reads(source, file):
    assert file in analyse(source).files


def test_a_long_text_is_no_path():
    assert files_read(ast.walk(ast.parse("x = '''a\nb'''\ny = '" + "a" * 300 + "'"))) == set()
