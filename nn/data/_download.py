"""Downloading files from mirrors, with one limit on all the waiting for answers together."""

from __future__ import annotations

import hashlib
import os
import queue
import tempfile
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["DownloadError", "RemoteFile", "download"]

_BLOCK = 1 << 16  # bytes asked for at a time
_SILENT = "no answer within {:.3g} s"
_SLOWEST_FLOW = 8_000.0  # bytes per second; what comes slower than this counts as waiting


@dataclass(frozen=True)
class RemoteFile:
    """A file that mirrors hold: its name, its length in bytes, and its SHA-256 in hexadecimal.

    Example:
        >>> RemoteFile("empty", 0, hashlib.sha256(b"").hexdigest()).name
        'empty'
    """

    name: str
    size: int
    sha256: str

    def is_intact(self, path: Path) -> bool:
        """Return whether ``path`` can be read and holds this very content."""
        try:
            if path.stat().st_size != self.size:
                return False
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == self.sha256
        except OSError:
            return False


class DownloadError(OSError):
    """No mirror gave the files; the text says what each of them answered."""


class _NoAnswerError(Exception):
    """A mirror could not be reached, or fell silent."""


class _WrongAnswerError(Exception):
    """A mirror answered with something that is not the file."""


@dataclass
class _Patience:
    """How many seconds of waiting are left."""

    remaining: float


def download(
    files: Sequence[RemoteFile],
    mirrors: Sequence[str],
    directory: Path,
    deadline: float,
    title: str = "download",
) -> None:
    """Download files into a directory, each from the first mirror that gives it intact.

    A file appears under its name only when it is complete and its hash is right. A progress bar
    (tqdm, on standard error) appears with the first byte.

    Args:
        files: what to download.
        mirrors: addresses of folders (http or https) that hold the files, in order of preference;
            one that falls silent is not asked again.
        directory: where the files go; created if need be.
        deadline: seconds that connecting, waiting for first bytes, and silence in the middle of
            files may take in all, over every file and mirror. Data that flows takes what it takes.
        title: what the progress bar is labelled with. Default: "download".

    Raises:
        DownloadError: when no mirror gave one of the files, which ends the attempt; the files
            received before stay.
        OSError: when ``directory`` cannot be written to.

    Example:
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     download([RemoteFile("a.gz", 1, "0f")], [], Path(directory), deadline=1.0)
        Traceback (most recent call last):
        nn.data._download.DownloadError: a.gz: there is no mirror to ask
    """
    directory.mkdir(parents=True, exist_ok=True)
    answering = list(dict.fromkeys(mirrors))
    patience = _Patience(deadline)
    with _Progress(sum(file.size for file in files), title) as progress:
        for file in files:
            _fetch_from_any(file, answering, directory, patience, progress)


def _fetch_from_any(
    file: RemoteFile,
    answering: list[str],
    directory: Path,
    patience: _Patience,
    progress: _Progress,
) -> None:
    """Fetch ``file`` from the first mirror that has it; strike silent ones off ``answering``."""
    failures = []
    asked = tuple(answering)
    for position, mirror in enumerate(asked):
        # An equal share for each mirror still to be asked: a silent one leaves the others time.
        share = max(patience.remaining, 0.0) / (len(asked) - position)
        try:
            _fetch(file, mirror, directory, patience, share, progress)
            return
        except _NoAnswerError as error:
            answering.remove(mirror)
            failures.append(f"{mirror}: {error}")
        except _WrongAnswerError as error:
            failures.append(f"{mirror}: {error}")
    raise DownloadError(f"{file.name}: {'; '.join(failures) or 'there is no mirror to ask'}")


def _fetch(
    file: RemoteFile,
    mirror: str,
    directory: Path,
    patience: _Patience,
    share: float,
    progress: _Progress,
) -> None:
    """Fetch ``file`` into a temporary file, and give it its name once it has proved right."""
    digest = hashlib.sha256()
    received = 0
    descriptor, name = tempfile.mkstemp(".part", f"{file.name}.", directory)
    temporary = Path(name)
    try:
        with (
            os.fdopen(descriptor, "wb") as stream,
            closing(_receive(f"{mirror.rstrip('/')}/{file.name}", patience, share)) as blocks,
        ):
            for block in blocks:
                received += len(block)
                progress.advance(len(block))
                digest.update(block)
                stream.write(block)
                if received >= file.size:  # A mirror may send for ever.
                    break
        if received != file.size:
            raise _WrongAnswerError(f"sent {received:,} bytes of a file of {file.size:,}")
        if digest.hexdigest() != file.sha256:
            raise _WrongAnswerError("sent a file with a wrong SHA-256 hash")
        temporary.replace(directory / file.name)
    except BaseException:
        progress.advance(-received)
        temporary.unlink()
        raise


def _receive(url: str, patience: _Patience, share: float) -> Generator[bytes, None, None]:
    """Yield the content of ``url`` in blocks, waiting ``share`` seconds at most in all.

    The reading is done by a thread, because a socket's timeout bounds neither the look-up of a name
    nor the trying of a host's several addresses, and begins anew with every packet.
    """
    answers: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()
    abandoned = threading.Event()
    reader = threading.Thread(target=_read, args=(url, share, answers, abandoned), daemon=True)
    reader.start()
    allowed, flowing = share, False
    try:
        while True:
            started = time.monotonic()
            try:
                answer = answers.get(timeout=max(allowed, 0.0))
            except queue.Empty:
                patience.remaining -= allowed
                raise _NoAnswerError(_SILENT.format(share)) from None
            waited = time.monotonic() - started
            if flowing and isinstance(answer, bytes):
                waited = max(0.0, waited - len(answer) / _SLOWEST_FLOW)
            patience.remaining -= waited
            allowed -= waited
            flowing = True
            if isinstance(answer, Exception):
                raise answer
            if not answer:
                return
            yield answer
    finally:
        abandoned.set()


def _read(
    url: str,
    timeout: float,
    answers: queue.SimpleQueue[bytes | Exception],
    abandoned: threading.Event,
) -> None:
    """Put the blocks of ``url`` into ``answers``, then ``b""``; or the exception that ended it."""
    import urllib.error
    import urllib.request

    try:
        # A timeout of 0 would mean a socket that never waits.
        with urllib.request.urlopen(url, timeout=max(timeout, 0.001)) as response:
            block = b"more"
            while block and not abandoned.is_set():
                block = response.read1(_BLOCK)
                answers.put(block)
    except urllib.error.HTTPError as error:
        error.close()
        answers.put(_WrongAnswerError(f"HTTP {error.code} {error.reason}"))
    except Exception as error:  # Whatever it is, the side that waits must hear of it.
        reason = getattr(error, "reason", error)
        silent = isinstance(reason, TimeoutError)
        text = _SILENT.format(timeout) if silent else str(reason) or type(reason).__name__
        answers.put(_NoAnswerError(text))


class _Progress:
    """A progress bar over bytes, which appears when the first of them does."""

    def __init__(self, total: int, title: str) -> None:
        self._total = total
        self._title = title
        self._bar: Any = None

    def advance(self, count: int) -> None:
        if self._bar is None and count > 0:
            from tqdm import tqdm

            self._bar = tqdm(total=self._total, desc=self._title, unit="B", unit_scale=True)
        if self._bar is not None:
            self._bar.update(count)

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.leave = exception[0] is None  # What failed leaves no bar behind.
            self._bar.close()
