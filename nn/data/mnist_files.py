"""Where the four files of MNIST, or of Fashion-MNIST, are: in a folder, the cache, or a mirror."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from nn.data._download import RemoteFile, download

__all__ = ["DEADLINE", "FASHION_MNIST", "MNIST", "Collection", "Location", "UnavailableError"]

DEADLINE = 15.0  # seconds of waiting for mirrors in all
_PREFIXES = {"train": "train", "test": "t10k"}
_RETRY_AFTER = 60.0  # seconds

# The last attempt that failed, so that asking for the other split neither waits again nor, with the
# network back, gives it from another source than the first.
_failures: dict[tuple[Path, tuple[str, ...]], tuple[float, str]] = {}


class UnavailableError(FileNotFoundError):
    """The complete data is neither cached nor to be downloaded; the text says why."""


@dataclass(frozen=True)
class Location:
    """A folder with a collection's files.

    Attributes:
        collection: whose files they are.
        directory: the folder.
        source: what to call it, for people to read.

    Example:
        >>> Location(MNIST, Path("/data/mnist"), "/data/mnist").source
        '/data/mnist'
    """

    collection: Collection
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
            title, variable = self.collection.title, self.collection.variable
            raise FileNotFoundError(
                f"{title}: {self.directory} lacks {' and '.join(missing)}; put {title}'s files "
                f"there, or leave root and {variable} unset: then {self.collection.otherwise} "
                "serves"
            )
        return found[0], found[1]


@dataclass(frozen=True)
class Collection:
    """Images and labels in four IDX files, as MNIST has them, and where to look for these.

    Attributes:
        title: its name, for people to read.
        variable: the environment variable that may name a folder with the files.
        mirrors_variable: the one that may replace the addresses to download from.
        folder: the name of its folder in the cache.
        default_mirrors: addresses of folders that hold the files, in order of preference.
        files: the four files.
        otherwise: what serves where no folder is given.
        classes: what the labels from 0 on mean.

    Example:
        >>> FASHION_MNIST.classes[9]
        'Ankle boot'
    """

    title: str
    variable: str
    mirrors_variable: str
    folder: str
    default_mirrors: tuple[str, ...]
    files: tuple[RemoteFile, ...]
    otherwise: str
    classes: tuple[str, ...]

    def find(
        self,
        root: str | os.PathLike[str] | None = None,
        *,
        deadline: float | None = None,
        retry: bool = True,
    ) -> Location:
        """Find the complete data: in the folder given, in the cache, or by download into the cache.

        A folder given as ``root`` or by the environment variable is the only one looked at. In the
        cache, all four files must have the right hashes; those that do not are downloaded.

        Args:
            root: a folder with the files. Default: None, the one that the environment variable
                names where it is set, else the cache.
            deadline: seconds that mirrors may be waited for in all. Default: None, which means 15.
            retry: whether to attempt a download although one has failed in the last minute.
                Default: True.

        Raises:
            FileNotFoundError: when the folder given does not exist.
            NotADirectoryError: when it is a file.
            UnavailableError: when the cache is incomplete and no mirror completes it.

        Example:
            >>> MNIST.find("/no/such/folder")  # doctest: +ELLIPSIS
            Traceback (most recent call last):
            FileNotFoundError: MNIST: the folder /no/such/folder (given as root) does not exist; ...
        """
        given = (os.environ.get(self.variable) or None) if root is None else root
        if given is None:
            return self._find_in_cache(DEADLINE if deadline is None else deadline, retry)
        how = f"given by {self.variable}" if root is None else "given as root"
        directory = Path(given).expanduser()
        if not directory.exists():
            raise FileNotFoundError(
                f"{self.title}: the folder {directory} ({how}) does not exist; correct it, or "
                f"leave root and {self.variable} unset"
            )
        if not directory.is_dir():
            raise NotADirectoryError(
                f"{self.title}: {directory} ({how}) is a file; give its folder"
            )
        return Location(self, directory, str(directory))

    def _find_in_cache(self, deadline: float, retry: bool) -> Location:
        """Return the cache's folder, after downloading what it lacks."""
        directory = self.cache_directory()
        if directory is None:
            raise UnavailableError("there is no home directory to keep a download in")
        missing = [file for file in self.files if not file.is_intact(directory / file.name)]
        if missing:
            attempt = (directory, self.mirrors())
            failed_at, reason = _failures.get(attempt, (-_RETRY_AFTER, ""))
            if not retry and time.monotonic() - failed_at < _RETRY_AFTER:
                raise UnavailableError(reason)
            try:
                download(missing, self.mirrors(), directory, deadline, title=self.title)
            except OSError as error:
                _failures[attempt] = (time.monotonic(), f"the download failed ({error})")
                raise UnavailableError(f"the download failed ({error})") from error
        return Location(self, directory, f"cache {directory}")

    def mirrors(self) -> tuple[str, ...]:
        """Return the addresses to download from: the usual ones, or the environment variable's.

        The variable separates them by commas; set to nothing, it rules a download out.
        """
        override = os.environ.get(self.mirrors_variable)
        if override is None:
            return self.default_mirrors
        return tuple(address.strip() for address in override.split(",") if address.strip())

    def cache_directory(self) -> Path | None:
        """Return the folder for downloads, which need not exist; None where there is no home.

        It is in the folder that the environment variable ``HANDGRAD_CACHE`` names, else in
        ``handgrad`` in the user's cache: ``XDG_CACHE_HOME`` where set, else ``~/.cache`` (macOS
        ``~/Library/Caches``, Windows ``%LOCALAPPDATA%``).

        Example:
            >>> directory = MNIST.cache_directory()
            >>> directory is None or directory.name == "mnist"
            True
        """
        own = os.environ.get("HANDGRAD_CACHE")
        if own:
            return Path(os.path.expanduser(own)) / self.folder
        users = os.environ.get("XDG_CACHE_HOME", "")
        if not Path(users).is_absolute():  # Relative ones are to be ignored, says XDG.
            users = os.environ.get("LOCALAPPDATA", "") if sys.platform == "win32" else ""
        if users:
            return Path(users) / "handgrad" / self.folder
        try:
            home = Path.home()
        except RuntimeError:
            return None
        caches = {"darwin": home / "Library" / "Caches", "win32": home / "AppData" / "Local"}
        return caches.get(sys.platform, home / ".cache") / "handgrad" / self.folder


MNIST = Collection(
    title="MNIST",
    variable="MNIST_DIR",
    mirrors_variable="HANDGRAD_MNIST_MIRRORS",
    folder="mnist",
    default_mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    files=(
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
    ),
    otherwise="a cache, a download or the subset",
    classes=tuple("0123456789"),
)

FASHION_MNIST = Collection(
    title="Fashion-MNIST",
    variable="FASHION_MNIST_DIR",
    mirrors_variable="HANDGRAD_FASHION_MNIST_MIRRORS",
    folder="fashion_mnist",
    default_mirrors=(
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
    ),
    files=(
        RemoteFile(
            "train-images-idx3-ubyte.gz",
            26_421_880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        RemoteFile(
            "train-labels-idx1-ubyte.gz",
            29_515,
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        RemoteFile(
            "t10k-images-idx3-ubyte.gz",
            4_422_102,
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        RemoteFile(
            "t10k-labels-idx1-ubyte.gz",
            5_148,
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
    otherwise="a cache or a download",
    classes=(
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
        "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ),
)  # fmt: skip
