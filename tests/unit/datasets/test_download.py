"""Downloads from a server of our own that truncates, stalls, lies and answers with errors."""

import hashlib
import http.server
import threading

import pytest
from cnn_datasets import download as module
from cnn_datasets.dataset import DataError, Download
from cnn_datasets.download import download

CONTENT = bytes(range(256)) * 400
DIGEST = hashlib.sha256(CONTENT).hexdigest()
SILENCE = 0.5


class Handler(http.server.BaseHTTPRequestHandler):
    """The path of the address says how the server behaves."""

    def log_message(self, *arguments):
        pass

    def begin(self, length):
        self.send_response(200)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def do_GET(self):
        self.server.asked.append(self.path)
        getattr(self, self.path.strip("/"))()

    def whole(self):
        self.begin(len(CONTENT))
        self.wfile.write(CONTENT)

    def unannounced(self):
        self.begin(None)
        self.wfile.write(CONTENT)

    def redirected(self):
        self.send_response(302)
        self.send_header("Location", "/whole")
        self.end_headers()

    def truncated(self):
        self.begin(len(CONTENT))
        self.wfile.write(CONTENT[:5000])

    def truncated_unannounced(self):
        self.begin(None)
        self.wfile.write(CONTENT[:5000])

    def understated(self):
        self.begin(len(CONTENT) - 100)
        self.wfile.write(CONTENT)

    def overstated(self):
        self.begin(len(CONTENT) + 100)
        self.wfile.write(CONTENT)

    def wrong(self):
        self.begin(len(CONTENT))
        self.wfile.write(CONTENT[::-1])

    def stalling(self):
        self.begin(len(CONTENT))
        self.wfile.write(CONTENT[:5000])
        self.wfile.flush()
        self.server.released.wait(10)

    def silent(self):
        self.server.released.wait(10)

    def endless(self):
        self.begin(None)
        try:
            while not self.server.released.is_set():
                self.wfile.write(bytes(2**20))
        except OSError:  # the client has had enough
            self.server.left.set()

    def login(self):
        page = b"<html>Please sign in to this network</html>"
        self.begin(len(page))
        self.wfile.write(page)

    def missing(self):
        self.send_error(404)

    def broken(self):
        self.send_error(503)


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        running.released, running.left = threading.Event(), threading.Event()
        running.asked = []
        running.address = f"http://127.0.0.1:{running.server_port}"
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.released.set()
        running.shutdown()


@pytest.fixture
def target(tmp_path):
    return tmp_path / "downloads" / "file.zip"


@pytest.mark.parametrize("how", ["whole", "unannounced", "redirected"])
@pytest.mark.parametrize("sha256", [DIGEST, None])
@pytest.mark.parametrize("size", [len(CONTENT), None])
def test_what_arrives_whole_is_put_under_its_name(how, sha256, size, server, target):
    download(Download(f"{server.address}/{how}", target, sha256, size), SILENCE)
    assert target.read_bytes() == CONTENT
    assert [path.name for path in target.parent.iterdir()] == ["file.zip"]


REFUSED = {
    "truncated": "connection broke off",
    "overstated": "connection broke off",
    "understated": "is not file.zip",
    "wrong": "is not file.zip",
    "login": "is not file.zip",
    "stalling": "does not answer any more",
    "silent": "does not answer any more",
    "missing": "the server answers 404 Not Found",
    "broken": "the server answers 503",
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_goes_wrong_is_told_in_words_and_nothing_is_kept(how, server, target):
    with pytest.raises(DataError) as error:
        download(Download(f"{server.address}/{how}", target, DIGEST, len(CONTENT)), SILENCE)
    assert REFUSED[how] in str(error.value)
    assert "HTTPConnectionPool" not in str(error.value)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("how", ["truncated", "truncated_unannounced", "understated", "login"])
def test_without_a_checksum_the_size_tells_a_part_from_the_whole(how, server, target):
    with pytest.raises(DataError):
        download(Download(f"{server.address}/{how}", target, None, len(CONTENT)), SILENCE)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("size", [len(CONTENT), None])
def test_a_file_without_end_is_given_up(size, server, target, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 5 * 2**20)
    with pytest.raises(DataError, match="is longer than"):
        download(Download(f"{server.address}/endless", target, DIGEST, size), SILENCE)
    assert list(target.parent.iterdir()) == []
    assert server.left.wait(10)


def test_without_a_network_a_sentence_says_what_to_do(target):
    with pytest.raises(DataError, match=r"cannot be reached.*Check the network connection"):
        download(Download("http://127.0.0.1:9/file.zip", target, DIGEST, None), SILENCE)


def test_a_name_that_no_server_has_is_told_too(target):
    with pytest.raises(DataError, match="Check the network connection"):
        download(Download("http://no-such-host.invalid/file.zip", target, DIGEST, None), SILENCE)


def test_after_a_failure_the_next_try_begins_anew(server, target):
    with pytest.raises(DataError):
        download(Download(f"{server.address}/truncated", target, DIGEST, None), SILENCE)
    download(Download(f"{server.address}/whole", target, DIGEST, None), SILENCE)
    assert target.read_bytes() == CONTENT
    assert server.asked == ["/truncated", "/whole"]


def test_a_failed_download_leaves_an_older_file_alone(server, target):
    target.parent.mkdir()
    target.write_bytes(b"older")
    with pytest.raises(DataError):
        download(Download(f"{server.address}/wrong", target, DIGEST, None), SILENCE)
    assert target.read_bytes() == b"older"


def test_a_place_that_cannot_be_written_is_told(server, tmp_path):
    (tmp_path / "downloads").write_text("a file where the folder should be")
    with pytest.raises(DataError, match="could not be downloaded"):
        download(
            Download(f"{server.address}/whole", tmp_path / "downloads" / "a", DIGEST, None), SILENCE
        )
    assert server.asked == []
