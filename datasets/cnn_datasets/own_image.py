"""Pictures of your own: whatever a phone, a scanner or the web gives, ready for a network."""

from __future__ import annotations

import io
import operator
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from grader.language import _

__all__ = ["load_own_image", "read_uploads", "upload_pictures"]

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
MAX_PIXELS = 120_000_000
"""Larger than any phone's usual photograph; decoded, it takes 360 MB."""

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
        # A JPEG can be decoded at a half, a quarter or an eighth of its size, in less memory.
        picture.draft("RGB", (4 * width, 4 * height))
        try:
            upright = ImageOps.exif_transpose(picture)
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise _damaged(path, error) from error
    fitted = ImageOps.fit(_on_white(upright), (width, height), Image.Resampling.BILINEAR)
    return np.asarray(fitted)


def _height_and_width(size) -> tuple[int, int]:
    try:
        height, width = (operator.index(side) for side in size)
    except (TypeError, ValueError):
        height = width = 0
    if min(height, width) < 1:
        raise ValueError(_("size is (height, width), two integers from 1; got {size!r}", size=size))
    return height, width


def _name_of(path) -> str:
    return _("the picture") if isinstance(path, (bytes, bytearray, memoryview)) else str(path)


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
        source = Path(path).expanduser()
        if source.is_dir():
            raise ValueError(
                _("{name} is a folder; give the name of a picture file in it", name=name)
            )
        if not source.exists():
            raise FileNotFoundError(
                _(
                    "there is no file {name} in {folder}; check the spelling, or upload the "
                    "picture beside the notebook",
                    name=name,
                    folder=Path.cwd(),
                )
            )
    try:
        with warnings.catch_warnings():  # the number of pixels is checked by the caller
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(source, formats=FORMATS)
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
    except OSError as error:
        raise _damaged(path, error) from error


def _damaged(path, error) -> ValueError:
    return ValueError(
        _(
            "{name} is damaged or was cut short ({error}). Copy or save it again.",
            name=_name_of(path),
            error=error,
        )
    )


def _on_white(picture):
    """The picture as RGB; grey of 16 bits is brought to 8, what is transparent becomes white."""
    if picture.mode.startswith(("I", "F")):
        # Pillow would cut values above 255 off instead of scaling them.
        values = np.asarray(picture, dtype=np.float64)
        full = 65535 if values.max(initial=0) > 255 else 255
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
