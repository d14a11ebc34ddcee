"""A tiny data set in MNIST's format, and mirrors on this machine that behave well or badly."""

import contextlib
import gzip
import hashlib
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import numpy as np
import pytest

from nn.data import _mnist, mnist_files
from nn.data._download import RemoteFile


def encode(array: np.ndarray) -> bytes:
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(header + array.astype(np.uint8).tobytes(), mtime=0)


def images(count: int) -> np.ndarray:
    return np.random.default_rng(count).integers(0, 256, (count, 28, 28), dtype=np.uint8)


CONTENTS = {
    "train-images-idx3-ubyte.gz": encode(images(5)),
    "train-labels-idx1-ubyte.gz": encode(np.array([3, 1, 4, 1, 5])),
    "t10k-images-idx3-ubyte.gz": encode(images(3)),
    "t10k-labels-idx1-ubyte.gz": encode(np.array([2, 7, 1])),
}


@pytest.fixture(autouse=True)
def isolated(monkeypatch, tmp_path):
    """No test sees the user's MNIST, cache or proxy, nor a mirror that is not its own."""
    monkeypatch.setenv("HANDGRAD_CACHE", str(tmp_path / "cache"))
    for name in ("MNIST", "FASHION_MNIST"):
        monkeypatch.delenv(f"{name}_DIR", raising=False)
        monkeypatch.setenv(f"HANDGRAD_{name}_MIRRORS", "")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
    monkeypatch.setattr(mnist_files, "_failures", {})
    monkeypatch.setattr(_mnist, "_said", set())


@pytest.fixture
def contents(monkeypatch) -> dict[str, bytes]:
    """The files of a tiny MNIST, which takes the place of the real one for the test."""
    files = tuple(
        RemoteFile(name, len(content), hashlib.sha256(content).hexdigest())
        for name, content in CONTENTS.items()
    )
    for module in (mnist_files, _mnist):
        for name in ("MNIST", "FASHION_MNIST"):
            collection = replace(getattr(module, name), files=files)
            monkeypatch.setattr(module, name, collection)
    return dict(CONTENTS)


@pytest.fixture
def folder(contents, tmp_path):
    """A folder of the user's that holds the tiny MNIST."""
    path = tmp_path / "folder"
    path.mkdir()
    for name, content in contents.items():
        (path / name).write_bytes(content)
    return path


class Mirror:
    """A server on this machine; ``answer(mirror, handler, name)`` says what it does for a file."""

    answers: ClassVar[dict[str, Callable[..., None]]] = {}  # those below, by their names

    def __init__(self, answer: Callable[["Mirror", BaseHTTPRequestHandler, str], None]) -> None:
        self.requests: list[str] = []
        self.closing = threading.Event()
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.rpartition("/")[2]
                mirror.requests.append(name)
                with contextlib.suppress(ConnectionError):  # The client may give up, and should.
                    answer(mirror, self, name)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = False  # so that closing waits for them
        self.url = f"http://127.0.0.1:{self.server.server_port}/mnist/"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @staticmethod
    def send(handler: BaseHTTPRequestHandler, content: bytes, length: int | None = None) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content) if length is None else length))
        handler.end_headers()
        handler.wfile.write(content)
        handler.wfile.flush()


def good(mirror, handler, name):
    mirror.send(handler, CONTENTS[name])


def absent(mirror, handler, name):
    handler.send_error(404)


def damaged(mirror, handler, name):
    mirror.send(handler, CONTENTS[name][:-1] + b"?")


def truncated(mirror, handler, name):
    mirror.send(handler, CONTENTS[name][:20], length=len(CONTENTS[name]))


def overlong(mirror, handler, name):
    mirror.send(handler, CONTENTS[name] + b"more")


def endless(mirror, handler, name):
    handler.send_response(200)
    handler.end_headers()
    while not mirror.closing.is_set():
        handler.wfile.write(bytes(1000))


def silent(mirror, handler, name):
    mirror.closing.wait()


def stalling(mirror, handler, name):
    mirror.send(handler, CONTENTS[name][:20], length=len(CONTENTS[name]))
    mirror.closing.wait()


def dripping(mirror, handler, name):
    mirror.send(handler, b"", length=len(CONTENTS[name]))
    for byte in CONTENTS[name]:
        handler.wfile.write(bytes([byte]))
        if mirror.closing.wait(0.05):
            return


def hanging_up(mirror, handler, name):
    handler.close_connection = True


for answer in (
    good,
    absent,
    damaged,
    truncated,
    overlong,
    endless,
    silent,
    stalling,
    dripping,
    hanging_up,
):
    Mirror.answers[answer.__name__] = answer


@pytest.fixture
def serve(monkeypatch) -> Iterator[Callable[..., list[Mirror]]]:
    """Start mirrors that answer in the ways named, and make them the library's mirrors."""
    running: list[Mirror] = []

    def start(*answers: str | Callable[..., None]) -> list[Mirror]:
        mirrors = [Mirror(Mirror.answers[a] if isinstance(a, str) else a) for a in answers]
        running.extend(mirrors)
        addresses = ",".join(mirror.url for mirror in mirrors)
        monkeypatch.setenv("HANDGRAD_MNIST_MIRRORS", addresses)
        monkeypatch.setenv("HANDGRAD_FASHION_MNIST_MIRRORS", addresses)
        return mirrors

    yield start
    for mirror in running:
        mirror.close()
