"""Archives of strangers: nothing but plain files with harmless paths comes out."""

import contextlib
import gzip
import io
import stat
import tarfile
import tracemalloc
import zipfile

import pytest
from cnn_datasets.archive_members import damage_told, members
from cnn_datasets.dataset import DataError

MEGABYTE = 2**20
HARMFUL_PATHS = [
    "../escaped.png", "dark/../../escaped.png", "/etc/escaped.png", "dark/..", "C:/escaped.png",
    "dark\\..\\escaped.png", "dark/a.png:stream", "dark/\x1b[2J.png", "dark/" + "x" * 2000,
]  # fmt: skip


def write_zip(path, *names, **attributes):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            info = zipfile.ZipInfo("placeholder")
            info.filename = name  # the constructor would fix it
            for key, value in attributes.items():
                setattr(info, key, value)
            file.writestr(info, b"content of " + name.encode())
    return path


def write_tar(path, *names, size=None, **attributes):
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as file:
        for name in names:
            info = tarfile.TarInfo(name)
            content = b"content of " + name.encode()
            info.size = len(content) if size is None else size
            for key, value in attributes.items():
                setattr(info, key, value)
            file.addfile(info, io.BytesIO(content) if size is None else None)
    return path


WRITERS = {"zip": write_zip, "tgz": write_tar}


def read_all(path):
    with damage_told(), contextlib.closing(members(path)) as found:
        return {member.path: member.open().read() for member in found}


@pytest.mark.parametrize("kind", WRITERS)
def test_plain_files_come_out_with_their_content(kind, tmp_path):
    path = WRITERS[kind](tmp_path / "a", "./dark/one.png", "pale/two.png")
    assert read_all(path) == {
        "dark/one.png": b"content of ./dark/one.png",
        "pale/two.png": b"content of pale/two.png",
    }


@pytest.mark.parametrize("name", HARMFUL_PATHS)
@pytest.mark.parametrize("kind", WRITERS)
def test_a_path_that_could_lead_elsewhere_is_refused(kind, name, tmp_path):
    path = WRITERS[kind](tmp_path / "a", "dark/one.png", name)
    with pytest.raises(DataError, match="which no honest one has"):
        read_all(path)


def test_what_follows_a_zero_byte_in_a_zip_path_is_not_hidden(tmp_path):
    path = write_zip(tmp_path / "a", "dark/one.pngXhidden")
    path.write_bytes(path.read_bytes().replace(b"one.pngX", b"one.png\0"))
    with pytest.raises(DataError, match="which no honest one has"):
        read_all(path)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
def test_a_link_or_device_in_a_zip_is_refused(kind, tmp_path):
    path = write_zip(tmp_path / "a", "dark/one.png", external_attr=(kind | 0o777) << 16)
    with pytest.raises(DataError, match="is a link or device"):
        read_all(path)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_a_link_or_device_in_a_tar_is_refused(kind, tmp_path):
    path = write_tar(tmp_path / "a", "dark/one.png", size=0, type=kind, linkname="/etc/passwd")
    with pytest.raises(DataError, match="is a link or device"):
        read_all(path)


def test_an_encrypted_member_is_refused(tmp_path):
    path = write_zip(tmp_path / "a", "dark/one.png")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the central directory
    path.write_bytes(content)
    with pytest.raises(DataError, match="is encrypted"):
        read_all(path)


@pytest.mark.parametrize("content", [b"", b"<html>404 Not Found</html>", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_archive_is_refused_with_what_it_starts_with(content, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(DataError, match="neither a zip nor a tar"):
        read_all(path)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_archive_is_called_damaged(kind, share, tmp_path):
    path = WRITERS[kind](tmp_path / "a", *(f"dark/{i}.png" for i in range(50)))
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(DataError, match="truncated or damaged"):
        read_all(path)


def test_a_changed_byte_of_a_zip_is_noticed_by_its_checksum(tmp_path):
    path = tmp_path / "a"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        file.writestr("dark/one.png", b"pixels" * 100)
    path.write_bytes(path.read_bytes().replace(b"pixels", b"pixelz", 1))
    with pytest.raises(DataError, match="truncated or damaged"):
        read_all(path)


def test_a_changed_byte_of_a_tar_is_noticed_by_the_checksum_at_its_end(tmp_path):
    path = write_tar(tmp_path / "a", "dark/one.png")
    plain = gzip.decompress(path.read_bytes())
    changed = gzip.compress(plain.replace(b"content", b"CONTENT"))
    path.write_bytes(changed[:-8] + path.read_bytes()[-8:])  # with the checksum of the original
    with pytest.raises(DataError, match="truncated or damaged"):
        read_all(path)


def test_what_follows_the_end_of_a_tar_is_not_unpacked_without_end(tmp_path):
    path = tmp_path / "a"
    with gzip.open(path, "wb") as packed:
        packed.write(bytes(8 * MEGABYTE))
    with pytest.raises(DataError, match="more between its files"):
        read_all(path)


def test_a_name_that_is_declared_to_be_huge_is_not_read_into_memory(tmp_path):
    path = tmp_path / "a"
    header = tarfile.TarInfo("name")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 64 * MEGABYTE
    with gzip.open(path, "wb", compresslevel=1) as packed:
        packed.write(header.tobuf(tarfile.GNU_FORMAT))
        packed.write(b"x" * (64 * MEGABYTE))
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match="more between its files"):
            read_all(path)
        assert tracemalloc.get_traced_memory()[1] < 8 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_many_files_with_long_names_in_a_tar_are_no_attack(tmp_path):
    names = [f"dark/{'long' * 40}{i}.png" for i in range(2000)]
    assert len(read_all(write_tar(tmp_path / "a", *names))) == 2000


def test_a_tar_may_hold_files_of_many_megabytes(tmp_path):
    path = tmp_path / "a"
    with tarfile.open(path, "w:gz") as file:
        for name in ("one.png", "two.png"):
            info = tarfile.TarInfo(f"dark/{name}")
            info.size = 5 * MEGABYTE
            file.addfile(info, io.BytesIO(bytes(info.size)))
    assert [len(content) for content in read_all(path).values()] == [5 * MEGABYTE] * 2
