"""Pictures of your own: whatever a phone, a scanner or the web gives, ready for a network."""

from __future__ import annotations

import contextlib
import io
import operator
import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from grader.language import _

__all__ = ["load_own_image", "read_uploads", "upload_pictures"]

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
MAX_PIXELS = 120_000_000
"""Larger than any phone's usual photograph; decoded, it takes 360 MB."""
ADDRESSES = ("http:", "https:", "data:")
MOST_OF_A_NAME = 200  # characters, in a message

Show = Callable[[dict[str, np.ndarray]], object]
NO_BUTTON = (
    'There is no button here, because ipywidgets is not installed. Use load_own_image("name.jpg").'
)


def load_own_image(path, size=(64, 64)):
    """Load a picture of your own, made ready in the shape of the course's pictures.

    It is turned as the camera noted (EXIF), laid on white where it is transparent, cut to the
    proportions of `size` around its middle, and made smaller with antialiasing. Of an animation
    it is the first picture.

    Parameters
    ----------
    path
        Of a JPEG, PNG, WebP, BMP, TIFF or GIF file; or the file's content as bytes (what
        an upload widget gives).
    size
        (height, width) in pixels.

    Returns
    -------
    ndarray
        Of dtype uint8 and shape (height, width, 3), red, green, blue. Divide by 255 and add the
        axis of the batch before you predict: ``image[np.newaxis] / 255.0``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    TypeError
        If `path` is neither a path nor bytes.
    PermissionError
        If the file may not be read.
    ValueError
        If `size` is no pair of positive integers; or the file is a folder, no picture, of
        another format, damaged, or has more than MAX_PIXELS pixels.
    """
    height, width = _height_and_width(size)
    with _opened(path) as picture:
        pixels = picture.width * picture.height
        if pixels > MAX_PIXELS:
            raise ValueError(
                _(
                    "{name} has {width} x {height} pixels; at most {most:,} in all can be "
                    "read. Save it smaller and try again.",
                    name=_name_of(path),
                    width=picture.width,
                    height=picture.height,
                    most=MAX_PIXELS,
                )
            )
        with _explained(path):
            # A JPEG can be decoded at a half, a quarter or an eighth of its size, in less memory.
            picture.draft("RGB", (4 * width, 4 * height))
            upright = _on_white(ImageOps.exif_transpose(picture))
            return np.asarray(ImageOps.fit(upright, (width, height), Image.Resampling.BILINEAR))


def _height_and_width(size) -> tuple[int, int]:
    try:
        height, width = (operator.index(side) for side in size)
    except (TypeError, ValueError):
        height = width = 0
    if min(height, width) < 1:
        raise ValueError(_("size is (height, width), two integers from 1; got {size!r}", size=size))
    return height, width


def _name_of(path) -> str:
    if isinstance(path, (bytes, bytearray, memoryview)):
        return _("the picture")
    name = str(path) or "."
    return name if len(name) <= MOST_OF_A_NAME else f"{name[:MOST_OF_A_NAME]}…"


def _opened(path):
    """The picture, opened but not decoded."""
    name = _name_of(path)
    if isinstance(path, (bytes, bytearray, memoryview)):
        source = io.BytesIO(path)
    elif not isinstance(path, (str, Path)):
        raise TypeError(
            _(
                'path is a {kind}; give the name of a picture file, such as "me.jpg", or its '
                "content as bytes",
                kind=type(path).__name__,
            )
        )
    else:
        source = os.path.expanduser(path or ".")  # "~$me.jpg" of an office program stays a name
        if str(path).startswith(ADDRESSES):
            raise ValueError(
                _(
                    "{name} is an address; save the picture beside the notebook, and give the name "
                    "of that file",
                    name=name,
                )
            )
        if os.path.isdir(source):
            raise ValueError(
                _("{name} is a folder; give the name of a picture file in it", name=name)
            )
        if not os.path.exists(source):
            raise FileNotFoundError(
                _(
                    "there is no file {name} in {folder}; check the spelling, or upload the "
                    "picture beside the notebook",
                    name=name,
                    folder=Path.cwd(),
                )
            )
    with _explained(path), warnings.catch_warnings():  # the caller checks the number of pixels
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(source, formats=FORMATS)


@contextlib.contextmanager
def _explained(path) -> Iterator[None]:
    """Say of a picture that can't be opened or decoded why, and what to do."""
    name = _name_of(path)
    try:
        yield
    except MemoryError:
        raise
    except Image.DecompressionBombError as error:
        raise ValueError(
            _("{name} has too many pixels ({error}). Save it smaller.", name=name, error=error)
        ) from error
    except UnidentifiedImageError as error:
        raise ValueError(
            _(
                "{name} is not a picture of a format that can be read here ({formats}). A "
                "photograph in HEIC format, as some phones take, has to be saved as JPEG "
                "first.",
                name=name,
                formats=", ".join(FORMATS),
            )
        ) from error
    except PermissionError as error:
        raise PermissionError(
            _("{name} may not be read; change its permissions", name=name)
        ) from error
    except Exception as error:  # Pillow raises whatever the content of a damaged file leads to
        raise ValueError(
            _(
                "{name} is damaged or was cut short ({error}). Copy or save it again.",
                name=name,
                error=error,
            )
        ) from error


def _on_white(picture):
    """The picture as RGB; grey of 16 bits or of floats is brought to 8 bits, what is transparent
    becomes white."""
    if picture.mode.startswith(("I", "F")):
        # Pillow would cut values above 255 off instead of scaling them.
        values = np.nan_to_num(np.asarray(picture, dtype=np.float64))
        scales = (1, 255) if picture.mode == "F" else (255,)
        full = next((scale for scale in scales if values.max(initial=0) <= scale), 65535)
        picture = Image.fromarray((values.clip(0, full) * 255 / full).round().astype(np.uint8))
    if picture.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    return picture.convert("RGB")


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
        print(_(NO_BUTTON))
        return
    from IPython.display import display

    below = ipywidgets.Output()
    button = ipywidgets.FileUpload(accept="image/*", multiple=True, description=_("Your pictures"))

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
            problems.append(_("{name}: {error}", name=name, error=error))
    return pictures, problems
