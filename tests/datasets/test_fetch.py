"""Downloads from a server of our own: checked, complete, or a sentence."""

import dataclasses
import functools
import http.server
import threading

import pytest
from cnn_datasets import store
from cnn_datasets.catalog import DATASETS
from cnn_datasets.dataset import DataError
from cnn_datasets.fetch import fetch


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
            file, url=f"{address}/{file.name}", sha256=store.file_sha256(folder / file.name)
        )
        for file in dataset.files
    )
    return dataclasses.replace(dataset, files=files)


def test_a_download_is_checked_and_put_into_the_data_folder(
    server, specks, data_folder, write_original
):
    folder, address = server
    for file in specks.files:
        write_original(folder / file.name, file)
    paths = fetch(published(specks, folder, address))
    assert paths == [data_folder / "train_specks.h5", data_folder / "test_specks.h5"]
    assert all((folder / p.name).read_bytes() == p.read_bytes() for p in paths)
    assert len(list(data_folder.iterdir())) == 2


def test_other_content_is_refused_and_nothing_is_kept(server, specks, data_folder, write_original):
    folder, address = server
    for file in specks.files:
        write_original(folder / file.name, file)
    dataset = published(specks, folder, address)
    (folder / "train_specks.h5").write_bytes(b"replaced by somebody")
    with pytest.raises(DataError, match=r"is not train_specks\.h5"):
        fetch(dataset)
    assert list(data_folder.iterdir()) == []


def test_without_a_server_a_sentence_says_what_to_do(server, specks, data_folder, write_original):
    folder, _ = server
    for file in specks.files:
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
