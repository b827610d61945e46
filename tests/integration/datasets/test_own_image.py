"""A picture of one's own: whatever a phone, a scanner or the web gives, or an error that helps."""

import io

import numpy as np
import pytest
from cnn_datasets import own_image
from cnn_datasets.own_image import load_own_image
from PIL import Image, ImageOps

RED, GREEN, BLUE = (220, 20, 20), (20, 200, 20), (20, 20, 220)


def quarters(width=80, height=80, mode="RGB"):
    """Red top left, green top right, blue below."""
    picture = Image.new("RGB", (width, height), BLUE)
    picture.paste(RED, (0, 0, width // 2, height // 2))
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    return picture.convert(mode)


def saved(picture, folder, name, **options):
    path = folder / name
    picture.save(path, **options)
    return path


def close(pixel, colour, tolerance=12):
    return np.abs(pixel.astype(int) - colour).max() <= tolerance


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.bmp", "a.tif", "a.gif", "a.JPEG"])
def test_every_usual_format_gives_a_picture_of_the_size_asked_for(tmp_path, name):
    image = load_own_image(saved(quarters(), tmp_path, name), (40, 32))
    assert (image.shape, image.dtype) == ((40, 32, 3), np.uint8)
    assert close(image[5, 5], RED, 40)
    assert close(image[5, -6], GREEN, 40)
    assert close(image[-6, 16], BLUE, 40)


def test_the_size_is_that_of_the_course_unless_said_otherwise(tmp_path):
    assert load_own_image(str(saved(quarters(), tmp_path, "a.png"))).shape == (64, 64, 3)


def test_bytes_of_an_upload_are_read_like_a_file(tmp_path):
    path = saved(quarters(), tmp_path, "a.png")
    content = path.read_bytes()
    for given in (content, bytearray(content), memoryview(content)):
        assert np.array_equal(load_own_image(given), load_own_image(path))


def test_the_content_counts_not_the_ending(tmp_path):
    path = saved(quarters(), tmp_path, "a.png").rename(tmp_path / "a.jpg")
    assert close(load_own_image(path)[5, 5], RED)


@pytest.mark.parametrize(
    ("orientation", "turn"),
    [(3, Image.Transpose.ROTATE_180), (6, Image.Transpose.ROTATE_90),
     (8, Image.Transpose.ROTATE_270), (2, Image.Transpose.FLIP_LEFT_RIGHT)],
)  # fmt: skip
def test_a_picture_is_turned_as_the_camera_noted(tmp_path, orientation, turn):
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = quarters(120, 80).transpose(turn)
    path = saved(stored, tmp_path, "a.jpg", exif=exif, quality=95, subsampling=0)
    upright = load_own_image(path, (40, 60))
    assert close(upright[5, 5], RED)
    assert close(upright[5, -6], GREEN)
    assert close(upright[-6, 30], BLUE)


def test_proportions_are_kept_by_cutting_both_ends_off(tmp_path):
    wide = Image.new("RGB", (300, 100), RED)
    wide.paste(GREEN, (100, 0, 200, 100))
    image = load_own_image(saved(wide, tmp_path, "a.png"))
    assert close(image[:, 2:-2].reshape(-1, 3), GREEN)


def test_making_it_smaller_averages_instead_of_picking_pixels(tmp_path):
    checks = (np.indices((512, 512)).sum(axis=0) % 2 * 255).astype(np.uint8)
    image = load_own_image(saved(Image.fromarray(checks), tmp_path, "a.png"))
    assert np.abs(image[4:-4, 4:-4].astype(int) - 127).max() <= 2


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr", "L", "1", "P"])
def test_other_colour_models_become_rgb(tmp_path, mode):
    name = "a.tif" if mode in ("CMYK", "YCbCr") else "a.png"
    image = load_own_image(saved(quarters(mode=mode), tmp_path, name))
    wanted = np.asarray(quarters(64, 64, mode).convert("RGB"))
    assert image.shape == (64, 64, 3)
    assert close(image[10:20, 10:20].mean((0, 1)), wanted[10:20, 10:20].mean((0, 1)), 30)


def test_a_cmyk_photograph_keeps_its_colours(tmp_path):
    image = load_own_image(saved(quarters(mode="CMYK"), tmp_path, "a.jpg", quality=95))
    assert close(image[5, 5], RED, 25)
    assert close(image[-6, 30], BLUE, 25)


def clear(mode):
    picture = quarters(mode="RGBA")
    picture.putalpha(0)
    if mode == "P":
        palette = Image.new("P", (80, 80), 0)
        palette.putpalette([0, 0, 0])
        palette.info["transparency"] = 0
        return palette
    return picture.convert(mode)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(tmp_path, mode):
    assert (load_own_image(saved(clear(mode), tmp_path, "a.png")) == 255).all()


def test_half_transparent_is_half_white(tmp_path):
    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 128))
    assert close(load_own_image(saved(picture, tmp_path, "a.png"))[9, 9], (127, 127, 127), 1)


def test_grey_of_sixteen_bits_is_scaled_not_cut_off(tmp_path):
    values = np.full((64, 64), 32768, np.uint16)
    values[:, 32:] = 65535
    image = load_own_image(saved(Image.fromarray(values), tmp_path, "a.png"))
    assert close(image[9, 9], (128, 128, 128), 1)
    assert close(image[9, -9], (255, 255, 255), 1)


@pytest.mark.parametrize("full", [1.0, 255.0, 65535.0])
def test_floats_are_scaled_by_their_range(tmp_path, full):
    grey = np.full((9, 9), 0.6 * full, np.float32)
    grey[0, 0] = float("nan")
    path = saved(Image.fromarray(grey), tmp_path, "a.tif")
    assert abs(int(load_own_image(path, (9, 9))[5, 5, 0]) - 153) <= 1


def test_of_an_animation_the_first_picture_is_taken(tmp_path):
    others = [Image.new("RGB", (64, 64), GREEN)]
    first = Image.new("RGB", (64, 64), RED)
    path = saved(first, tmp_path, "a.gif", save_all=True, append_images=others)
    assert close(load_own_image(path)[9, 9], RED)


def test_a_very_large_photograph_is_read(tmp_path):
    path = saved(quarters(12_000, 9_000), tmp_path, "a.jpg")
    assert close(load_own_image(path)[5, 5], RED)


def claims(width, height):
    """A PNG whose header claims a size, with no pixels behind it."""
    content = io.BytesIO()
    Image.new("L", (1, 1)).save(content, "png")
    import struct
    import zlib

    header = b"IHDR" + struct.pack(">II", width, height) + content.getvalue()[24:29]
    checked = header + struct.pack(">I", zlib.crc32(header))
    return content.getvalue()[:12] + checked + content.getvalue()[33:]


@pytest.mark.parametrize("side", [11_000, 12_000, 60_000])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(side):
    with pytest.raises(ValueError, match=r"pixels.* Save it smaller"):
        load_own_image(claims(side, side))


def test_no_warning_comes_with_a_large_picture(tmp_path, recwarn):
    load_own_image(saved(quarters(12_000, 9_000), tmp_path, "a.jpg"))
    assert not recwarn.list


NO_PICTURES = [
    b"",
    b"hello",
    b"%PDF-1.4",
    b"\x00\x00\x00\x18ftypheic" * 4,
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",  # Pillow would ask another program
]


@pytest.mark.parametrize("content", NO_PICTURES)
def test_what_is_no_picture_is_refused_with_the_formats_that_are_read(tmp_path, content):
    path = tmp_path / "notes.jpg"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"notes\.jpg is not a picture .*JPEG, PNG.*HEIC"):
        load_own_image(path)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.gif", "a.bmp"])
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_file_that_was_cut_short_is_refused(tmp_path, name, share):
    noise = np.random.default_rng(0).integers(0, 256, (99, 99, 3), np.uint8)
    path = saved(Image.fromarray(noise), tmp_path, name)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(ValueError, match=r"damaged or was cut short|is not a picture"):
        load_own_image(path)


def test_a_missing_file_is_named_with_the_folder_that_was_searched(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=rf"no file me\.jpg in {tmp_path}"):
        load_own_image("me.jpg")


@pytest.mark.parametrize("address", ["https://example.org/me.jpg", "data:image/png;base64,iVBOR"])
def test_an_address_is_no_file(address):
    with pytest.raises(ValueError, match="is an address; save the picture beside the notebook"):
        load_own_image(address)


@pytest.mark.parametrize("name", ["~$me.jpg", "me" * 5000, "a\0b.jpg"])
def test_an_odd_name_is_one_of_a_file_that_is_not_there(name):
    with pytest.raises(FileNotFoundError, match="there is no file") as caught:
        load_own_image(name)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("error", [TypeError("fill"), IndexError("tag"), SyntaxError("TIFF")])
@pytest.mark.parametrize("step", ["open", "exif_transpose", "fit"])
def test_whatever_pillow_stumbles_over_is_a_damaged_picture(tmp_path, monkeypatch, step, error):
    def stumble(*arguments, **options):
        raise error

    path = saved(quarters(), tmp_path, "a.jpg")
    monkeypatch.setattr(Image if step == "open" else ImageOps, step, stumble)
    with pytest.raises(ValueError, match=r"a\.jpg is damaged or was cut short"):
        load_own_image(path)


def test_a_folder_is_no_picture(tmp_path):
    with pytest.raises(ValueError, match="is a folder"):
        load_own_image(tmp_path)


@pytest.mark.parametrize("path", [None, 7, np.zeros((64, 64, 3))])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(TypeError, match="give the name of a picture file"):
        load_own_image(path)


@pytest.mark.parametrize("size", [64, (64,), (64, 64, 3), (0, 64), (64.0, 64.0), "ab", None])
def test_a_size_that_is_no_height_and_width_is_refused(tmp_path, size):
    with pytest.raises(ValueError, match=r"size is \(height, width\)"):
        load_own_image(saved(quarters(), tmp_path, "a.png"), size)


def test_the_limit_leaves_room_for_the_cameras_of_phones():
    assert own_image.MAX_PIXELS >= 108_000_000
