"""Trust on first use: a later, other copy of an archive is noticed."""

import hashlib

import pytest
from cnn_datasets import checksums
from cnn_datasets.dataset import DataError

CONTENT = b"an archive"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def archive(data_folder):
    path = data_folder / "spots.zip"
    path.write_bytes(CONTENT)
    return path


def test_a_published_checksum_decides(archive):
    checksums.remember("spots.zip", "of another copy")
    assert checksums.check_checksum(archive, DIGEST) == DIGEST
    with pytest.raises(DataError, match=r"10 bytes and SHA-256 .*; the original has 0000"):
        checksums.check_checksum(archive, "0000")


def test_without_one_any_copy_of_the_right_size_will_do_at_first(archive):
    assert checksums.check_checksum(archive, None, 10) == DIGEST
    with pytest.raises(DataError, match="has 10 bytes; the original has 11"):
        checksums.check_checksum(archive, None, 11)
    assert checksums.remembered("spots.zip") is None


def test_after_the_first_copy_another_one_is_refused(archive):
    checksums.remember("spots.zip", DIGEST)
    checksums.remember("others.zip", "1234")
    checksums.check_checksum(archive, None)
    archive.write_bytes(b"another!!!")
    with pytest.raises(DataError, match=r"the first copy seen here \(first-seen-checksums.json\)"):
        checksums.check_checksum(archive, None)


@pytest.mark.parametrize("text", ["", "[1]", '{"spots.zip": 3}'])
def test_a_damaged_record_is_begun_anew(text, data_folder):
    (data_folder / "first-seen-checksums.json").write_text(text)
    assert checksums.remembered("spots.zip") is None
    checksums.remember("spots.zip", DIGEST)
    assert checksums.remembered("spots.zip") == DIGEST


def test_where_nothing_can_be_noted_nothing_breaks(data_folder, archive):
    (data_folder / "first-seen-checksums.json").mkdir()
    checksums.remember("spots.zip", DIGEST)
    assert checksums.remembered("spots.zip") is None
