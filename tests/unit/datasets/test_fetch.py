"""Downloads from a server of our own: checked, complete, or a sentence."""

import dataclasses
import functools
import gzip
import hashlib
import http.server
import math
import shutil
import threading
import zipfile

import pytest
from cnn_datasets import loading
from cnn_datasets.catalog import DATASETS
from cnn_datasets.data_folder import file_sha256
from cnn_datasets.dataset import DataError
from cnn_datasets.download import fetch
from cnn_datasets.idx import header
from dataset_fixtures import replace_storage


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def server(tmp_path):
    """(folder that is served, its address)."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def published(dataset, folder, address):
    """The dataset with the checksums and addresses of the files in a served folder."""
    files = tuple(
        dataclasses.replace(
            file, url=f"{address}/{file.name}", sha256=file_sha256(folder / file.name)
        )
        for file in dataset.storage.files
    )
    return replace_storage(dataset, files=files)


def test_a_download_is_checked_and_put_into_the_data_folder(
    server, specks, data_folder, write_original
):
    folder, address = server
    for file in specks.storage.files:
        write_original(folder / file.name, file)
    paths = fetch(published(specks, folder, address))
    assert paths == [data_folder / "train_specks.h5", data_folder / "test_specks.h5"]
    assert all((folder / p.name).read_bytes() == p.read_bytes() for p in paths)
    assert len(list(data_folder.iterdir())) == 2


def test_other_content_is_refused_and_nothing_is_kept(server, specks, data_folder, write_original):
    folder, address = server
    for file in specks.storage.files:
        write_original(folder / file.name, file)
    dataset = published(specks, folder, address)
    (folder / "train_specks.h5").write_bytes(b"replaced by somebody")
    with pytest.raises(DataError, match=r"is not train_specks\.h5"):
        fetch(dataset)
    assert list(data_folder.iterdir()) == []


def test_without_a_server_a_sentence_says_what_to_do(server, specks, data_folder, write_original):
    folder, _ = server
    for file in specks.storage.files:
        write_original(folder / file.name, file)
    with pytest.raises(DataError, match="Check the network connection"):
        fetch(published(specks, folder, "http://127.0.0.1:9"))
    assert list(data_folder.iterdir()) == []


@pytest.mark.parametrize("name", ["happy", "signs"])
def test_what_may_not_be_downloaded_says_where_to_get_it(name, data_folder):
    with pytest.raises(DataError) as error:
        fetch(DATASETS[name])
    assert f"train_{name}.h5 and test_{name}.h5 into {data_folder}" in str(error.value)
    assert "the course it comes from" in str(error.value)


def write_archive(path, counts):
    with zipfile.ZipFile(path, "w") as file:
        for class_name, count in counts.items():
            for index in range(count):
                file.writestr(f"{class_name}/{index}.png", f"{class_name}{index}")


def archived(spots, folder, address, checksums=True):
    """The folder dataset with the addresses of archives in a served folder."""
    archives = []
    for archive in spots.storage.archives:
        path = folder / archive.name
        write_archive(path, spots.storage.counts[archive.folder])
        sha256 = file_sha256(path) if checksums else None
        url = f"{address}/{archive.name}"
        archives.append(
            dataclasses.replace(archive, url=url, sha256=sha256, bytes=path.stat().st_size)
        )
    return replace_storage(spots, archives=tuple(archives))


def silent(sentence):
    pass


def test_archives_are_downloaded_and_unpacked_at_once(server, spots, data_folder):
    dataset = archived(spots, *server)
    said = []
    paths = fetch(dataset, said.append)
    assert paths == [data_folder / "spots.zip", data_folder / "more-spots.zip"]
    assert len(said) == 2
    assert loading.locate(dataset).sentence == f"Spots: original, from {data_folder}"
    assert (data_folder / "more-spots/pale/0.png").read_text() == "pale0"


def test_what_is_there_is_not_downloaded_again(server, spots, data_folder):
    folder, address = server
    dataset = archived(spots, folder, address)
    fetch(dataset, silent)
    for archive in spots.storage.archives:
        (folder / archive.name).unlink()
        (data_folder / archive.name).unlink()
    fetch(dataset, silent)


def test_an_archive_without_published_checksum_is_trusted_the_first_time_only(
    server, spots, data_folder
):
    folder, address = server
    dataset = archived(spots, folder, address, checksums=False)
    fetch(dataset, silent)
    for archive in spots.storage.archives:
        (data_folder / archive.name).unlink()
        shutil.rmtree(data_folder / archive.stem)
    fetch(dataset, silent)  # the same files again
    (data_folder / "spots.zip").unlink()
    shutil.rmtree(data_folder / "spots")
    content = (folder / "spots.zip").read_bytes()
    (folder / "spots.zip").write_bytes(content.replace(b"dark0", b"DARK0"))
    with pytest.raises(DataError, match=r"is not spots\.zip"):
        fetch(dataset, silent)
    assert not (data_folder / "spots").exists()


def test_one_archive_without_address_is_told_before_anything_is_downloaded(
    server, spots, data_folder
):
    dataset = archived(spots, *server)
    first, second = dataset.storage.archives
    dataset = replace_storage(dataset, archives=(first, dataclasses.replace(second, url=None)))
    with pytest.raises(DataError, match=r"put spots\.zip and more-spots\.zip into"):
        fetch(dataset, silent)
    assert list(data_folder.iterdir()) == []


def test_idx_files_are_downloaded_into_their_own_folder(server, dots, data_folder):
    folder, address = server
    files = []
    for file in dots.storage.files:
        content = header(file.shape) + bytes(math.prod(file.shape))
        path = folder / f"{file.name}.gz"
        path.write_bytes(gzip.compress(content))
        files.append(
            dataclasses.replace(
                file,
                sha256=hashlib.sha256(content).hexdigest(),
                packed_sha256=file_sha256(path),
                url=f"{address}/{path.name}",
            )
        )
    dataset = replace_storage(dots, files=tuple(files))
    fetch(dataset, silent)
    assert loading.locate(dataset).sentence == f"Dots: original, from {data_folder / 'dots'}"
    for path in folder.iterdir():
        path.unlink()
    fetch(dataset, silent)
