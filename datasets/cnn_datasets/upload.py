"""A button in the notebook that reads pictures from the reader's computer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from cnn_datasets.own_image import load_own_image

Show = Callable[[dict[str, np.ndarray]], object]
NO_BUTTON = (
    'There is no button here, because ipywidgets is not installed. Use load_own_image("name.jpg").'
)


def upload_pictures(size: tuple[int, int], show: Show) -> None:
    """Show a button to choose files with; what was chosen is read and given to `show`.

    The files go from the browser to the notebook's own kernel and nowhere else.

    Parameters
    ----------
    size:
        (height, width) that every picture gets.
    show:
        Called with {file name: picture}, uint8 arrays of shape (height, width, 3), unless none of
        the files could be read. What it prints or draws appears below the button.
    """
    try:
        import ipywidgets
    except ImportError:
        print(NO_BUTTON)
        return
    from IPython.display import display

    below = ipywidgets.Output()
    button = ipywidgets.FileUpload(accept="image/*", multiple=True, description="Your pictures")

    def chosen(change: Mapping) -> None:
        below.clear_output()
        with below:
            pictures, problems = read_uploads(change["new"], size)
            for problem in problems:
                print(problem)
            if pictures:
                show(pictures)

    button.observe(chosen, names="value")
    display(button, below)


def read_uploads(
    files: Iterable[Mapping], size: tuple[int, int]
) -> tuple[dict[str, np.ndarray], list[str]]:
    """The pictures by file name, and of every file that can't be read a sentence that says why.

    Each of `files` has a ``name`` and a ``content`` of bytes, as those of ipywidgets 8. Two files
    of one name are told apart by a number.
    """
    pictures: dict[str, np.ndarray] = {}
    problems = []
    for file in files:
        name = unused = str(file["name"])
        number = 2
        while unused in pictures:
            unused, number = f"{name} ({number})", number + 1
        try:
            pictures[unused] = load_own_image(bytes(file["content"]), size)
        except (OSError, ValueError) as error:
            problems.append(f"{name}: {error}")
    return pictures, problems
