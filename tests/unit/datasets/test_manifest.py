"""Manifests: damage is noticed, what others put into a folder is told apart from it."""

import hashlib

import pytest
from cnn_datasets import manifest
from cnn_datasets.dataset import DataError


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "images"
    (folder / "dark").mkdir(parents=True)
    (folder / "dark/a.png").write_bytes(b"aaaa")
    digest = hashlib.sha256(b"aaaa").hexdigest()
    manifest.write_manifest(folder, {"dark/a.png": [4, digest]}, about="a test", drawing_version=7)
    return folder


def files(root):
    return manifest.read_manifest(root)["files"]


def test_facts_and_files_are_read_back(root):
    read = manifest.read_manifest(root)
    assert (read["about"], read["drawing_version"]) == ("a test", 7)
    manifest.check_sizes(root, read["files"])
    manifest.check_digests(root, read["files"])


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", "{}", '{"files": []}', '{"files": {"a": 1}}',
             '{"files": {"a": ["4", "x"]}}', '{"files": {"a": [4]}}', "\0\0\0"]
)  # fmt: skip
def test_a_damaged_manifest_is_told(text, root):
    (root / "manifest.json").write_text(text)
    with pytest.raises(DataError, match="manifest is damaged"):
        manifest.read_manifest(root)


def test_bytes_that_are_no_text_are_told(root):
    (root / "manifest.json").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(DataError, match="manifest is damaged"):
        manifest.read_manifest(root)


def test_a_file_cut_short_or_missing_is_noticed_without_reading(root):
    (root / "dark/a.png").write_bytes(b"aaa")
    with pytest.raises(DataError, match=r"dark/a\.png is missing or has not its 4 bytes"):
        manifest.check_sizes(root, files(root))
    (root / "dark/a.png").unlink()
    with pytest.raises(DataError, match=r"dark/a\.png is missing"):
        manifest.check_sizes(root, files(root))


def test_a_link_in_place_of_a_file_is_noticed(root, tmp_path):
    (tmp_path / "other").write_bytes(b"aaaa")
    (root / "dark/a.png").unlink()
    (root / "dark/a.png").symlink_to(tmp_path / "other")
    with pytest.raises(DataError, match="is missing"):
        manifest.check_sizes(root, files(root))


def test_other_content_of_the_same_size_is_noticed_by_reading(root):
    (root / "dark/a.png").write_bytes(b"aaab")
    manifest.check_sizes(root, files(root))
    with pytest.raises(DataError, match=r"content of dark/a\.png was changed"):
        manifest.check_digests(root, files(root))


def test_a_file_too_many_is_another_error_than_damage(root):
    (root / "dark/mine.png").write_bytes(b"1")
    with pytest.raises(manifest.AddedFileError, match=r"dark/mine\.png does not belong"):
        manifest.check_sizes(root, files(root))


@pytest.mark.parametrize("damage", ["cut short", "missing"])
def test_a_file_too_many_is_told_whatever_else_is_wrong(damage, root):
    (root / "dark/a.png").rename(root / "dark/mine.png")
    if damage == "cut short":
        (root / "dark/a.png").write_bytes(b"a")
    with pytest.raises(manifest.AddedFileError, match=r"dark/mine\.png does not belong"):
        manifest.check_sizes(root, files(root))


def test_a_hidden_image_is_a_file_too_many_because_keras_reads_it(root):
    (root / "dark/._a.png").write_bytes(b"what a Mac writes beside a.png")
    with pytest.raises(manifest.AddedFileError, match=r"dark/\._a\.png does not belong"):
        manifest.check_sizes(root, files(root))


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "dark/.ipynb_checkpoints"])
def test_what_desktops_and_jupyter_leave_behind_is_no_matter(name, root):
    (root / name).write_bytes(b"1")
    manifest.check_sizes(root, files(root))
