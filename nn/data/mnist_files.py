"""Where MNIST's four files are: in a folder of the user's, in the cache, or on a mirror."""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from nn.data._download import RemoteFile, download

__all__ = [
    "DEADLINE",
    "FILES",
    "MIRRORS",
    "Location",
    "UnavailableError",
    "cache_directory",
    "find",
    "mirrors",
]

FILES = (
    RemoteFile(
        "train-images-idx3-ubyte.gz",
        9_912_422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    ),
    RemoteFile(
        "train-labels-idx1-ubyte.gz",
        28_881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    ),
    RemoteFile(
        "t10k-images-idx3-ubyte.gz",
        1_648_877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    ),
    RemoteFile(
        "t10k-labels-idx1-ubyte.gz",
        4_542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ),
)
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
DEADLINE = 15.0  # seconds of waiting for mirrors in all
_PREFIXES = {"train": "train", "test": "t10k"}
_RETRY_AFTER = 60.0  # seconds

# The last attempt that failed, so that asking for the other split neither waits again nor, with the
# network back, gives it from another source than the first.
_failures: dict[tuple[Path, tuple[str, ...]], tuple[float, str]] = {}


class UnavailableError(FileNotFoundError):
    """The complete MNIST is neither cached nor to be downloaded; the text says why."""


@dataclass(frozen=True)
class Location:
    """A folder with MNIST's files.

    Attributes:
        directory: the folder.
        source: what to call it, for people to read.

    Example:
        >>> Location(Path("/data/mnist"), "/data/mnist").source
        '/data/mnist'
    """

    directory: Path
    source: str

    def paths(self, split: str) -> tuple[Path, Path]:
        """Return the files with the images and the labels of ``split``, ``"train"`` or ``"test"``.

        Either may be compressed (``.gz``, which is preferred) or plain.

        Raises:
            FileNotFoundError: when one is missing; the error names each one that is.
        """
        names = [f"{_PREFIXES[split]}-images-idx3-ubyte", f"{_PREFIXES[split]}-labels-idx1-ubyte"]
        found, missing = [], []
        for name in names:
            candidates = [self.directory / f"{name}.gz", self.directory / name]
            existing = [candidate for candidate in candidates if candidate.is_file()]
            if existing:
                found.append(existing[0])
            else:
                missing.append(f"{name}.gz (or {name})")
        if missing:
            raise FileNotFoundError(
                f"MNIST: {self.directory} lacks {' and '.join(missing)}; put MNIST's files there, "
                "or leave root and MNIST_DIR unset: then a cache, a download or the subset serves"
            )
        return found[0], found[1]


def find(
    root: str | os.PathLike[str] | None = None, *, deadline: float | None = None, retry: bool = True
) -> Location:
    """Find the complete MNIST: in the folder given, in the cache, or by download into the cache.

    A folder given as ``root`` or by the environment variable ``MNIST_DIR`` is the only one looked
    at. In the cache, all four files must have the right hashes; those that do not are downloaded.

    Args:
        root: a folder with MNIST's files. Default: None, the environment variable ``MNIST_DIR``
            where it is set, else the cache.
        deadline: seconds that mirrors may be waited for in all. Default: None, which means 15.
        retry: whether to attempt a download although one has failed in the last minute.
            Default: True.

    Raises:
        FileNotFoundError: when the folder given does not exist.
        NotADirectoryError: when it is a file.
        UnavailableError: when the cache is incomplete and no mirror completes it.

    Example:
        >>> find("/no/such/folder")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        FileNotFoundError: MNIST: the folder /no/such/folder (given as root) does not exist; ...
    """
    given = (os.environ.get("MNIST_DIR") or None) if root is None else root
    if given is not None:
        how = "given by MNIST_DIR" if root is None else "given as root"
        directory = Path(given).expanduser()
        if not directory.exists():
            raise FileNotFoundError(
                f"MNIST: the folder {directory} ({how}) does not exist; correct it, or leave root "
                "and MNIST_DIR unset"
            )
        if not directory.is_dir():
            raise NotADirectoryError(f"MNIST: {directory} ({how}) is a file; give its folder")
        return Location(directory, str(directory))
    return _find_in_cache(DEADLINE if deadline is None else deadline, retry)


def _find_in_cache(deadline: float, retry: bool) -> Location:
    """Return the cache's folder, after downloading what it lacks."""
    directory = cache_directory()
    if directory is None:
        raise UnavailableError("there is no home directory to keep a download in")
    missing = [file for file in FILES if not file.is_intact(directory / file.name)]
    if missing:
        attempt = (directory, mirrors())
        failed_at, reason = _failures.get(attempt, (-_RETRY_AFTER, ""))
        if not retry and time.monotonic() - failed_at < _RETRY_AFTER:
            raise UnavailableError(reason)
        try:
            download(missing, mirrors(), directory, deadline, title="MNIST")
        except OSError as error:
            _failures[attempt] = (time.monotonic(), f"the download failed ({error})")
            raise UnavailableError(f"the download failed ({error})") from error
    return Location(directory, f"cache {directory}")


def mirrors() -> tuple[str, ...]:
    """Return the addresses to download from: `MIRRORS`, or those of ``HANDGRAD_MNIST_MIRRORS``.

    The environment variable separates them by commas; set to nothing, it rules a download out.

    Example:
        >>> all(address.startswith("http") for address in MIRRORS)
        True
    """
    override = os.environ.get("HANDGRAD_MNIST_MIRRORS")
    if override is None:
        return MIRRORS
    return tuple(address.strip() for address in override.split(",") if address.strip())


def cache_directory() -> Path | None:
    """Return the folder for downloaded files, which need not exist; None where there is no home.

    It is ``mnist`` in the folder that the environment variable ``HANDGRAD_CACHE`` names, else
    ``handgrad/mnist`` in the user's cache: ``XDG_CACHE_HOME`` where set, else ``~/.cache``
    (macOS ``~/Library/Caches``, Windows ``%LOCALAPPDATA%``).

    Example:
        >>> directory = cache_directory()
        >>> directory is None or directory.name == "mnist"
        True
    """
    own = os.environ.get("HANDGRAD_CACHE")
    if own:
        return Path(os.path.expanduser(own)) / "mnist"
    users = os.environ.get("XDG_CACHE_HOME", "")
    if not Path(users).is_absolute():  # Relative ones are to be ignored, by the XDG specification.
        users = os.environ.get("LOCALAPPDATA", "") if sys.platform == "win32" else ""
    if users:
        return Path(users) / "handgrad" / "mnist"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    caches = {"darwin": home / "Library" / "Caches", "win32": home / "AppData" / "Local"}
    return caches.get(sys.platform, home / ".cache") / "handgrad" / "mnist"
