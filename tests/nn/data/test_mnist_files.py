"""Where MNIST's files are looked for, and how they are downloaded from mirrors of every sort."""

import os
import re
import socket
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from nn.data import _download, mnist_files
from nn.data.mnist_files import MNIST, UnavailableError

MNIST_DIR = os.environ.get("MNIST_DIR")  # before a fixture hides it
NAMES = [file.name for file in MNIST.files]


def find(*arguments, **options):
    """Find MNIST, or the tiny one that a fixture has put in its place."""
    return mnist_files.MNIST.find(*arguments, **options)


def held(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


# --- the folder given ----------------------------------------------------------------------------


def test_root_is_taken_before_mnist_dir(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    assert find(folder).directory == folder
    assert find(str(folder)).source == str(folder)
    assert find().directory == tmp_path


def test_an_empty_mnist_dir_counts_as_unset(monkeypatch):
    monkeypatch.setenv("MNIST_DIR", "")
    with pytest.raises(UnavailableError):
        find()


def test_a_tilde_is_the_home_directory(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.setenv("USERPROFILE", str(folder.parent))
    assert find("~/folder").directory == folder


def test_a_folder_that_does_not_exist_is_an_error_and_no_fallback(tmp_path, monkeypatch, serve):
    (mirror,) = serve("good")
    with pytest.raises(
        FileNotFoundError, match=r"absent \(given as root\) does not exist"
    ) as error:
        find(tmp_path / "absent")
    assert not isinstance(error.value, UnavailableError)
    monkeypatch.setenv("MNIST_DIR", str(tmp_path / "absent"))
    with pytest.raises(FileNotFoundError, match=r"absent \(given by MNIST_DIR\) does not exist"):
        find()
    assert mirror.requests == []


def test_a_file_in_the_place_of_the_folder_is_an_error(folder):
    with pytest.raises(NotADirectoryError, match=r"\(given as root\) is a file; give its folder"):
        find(folder / NAMES[0])


def test_paths_are_those_of_the_split(folder):
    location = find(folder)
    assert [path.name for path in location.paths("train")] == NAMES[:2]
    assert [path.name for path in location.paths("test")] == NAMES[2:]


def test_plain_files_serve_where_there_is_no_compressed_one(folder):
    images, labels = folder / NAMES[0], folder / NAMES[1]
    images.rename(images.with_suffix(""))
    labels.with_suffix("").touch()
    assert find(folder).paths("train") == (images.with_suffix(""), labels)


def test_every_missing_file_is_named(folder):
    (folder / NAMES[2]).unlink()
    with pytest.raises(
        FileNotFoundError, match=f"{re.escape(str(folder))} lacks {NAMES[2]} .or t10k-images.*;"
    ):
        find(folder).paths("test")
    (folder / NAMES[3]).unlink()
    with pytest.raises(FileNotFoundError, match=f"lacks {NAMES[2]} .* and {NAMES[3]} "):
        find(folder).paths("test")
    assert find(folder).paths("train")


# --- the cache -----------------------------------------------------------------------------------


def test_handgrad_cache_names_the_cache(tmp_path):
    assert MNIST.cache_directory() == tmp_path / "cache" / "mnist"


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/xdg"}, "/xdg/handgrad/mnist"),
        ("darwin", {"XDG_CACHE_HOME": "/xdg"}, "/xdg/handgrad/mnist"),
        ("linux", {}, "/home/me/.cache/handgrad/mnist"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "/home/me/.cache/handgrad/mnist"),
        ("linux", {"LOCALAPPDATA": "/local"}, "/home/me/.cache/handgrad/mnist"),
        ("darwin", {}, "/home/me/Library/Caches/handgrad/mnist"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/handgrad/mnist"),
        ("win32", {}, "/home/me/AppData/Local/handgrad/mnist"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="the paths are written as on POSIX")
def test_the_cache_is_where_the_platform_keeps_caches(monkeypatch, platform, variables, expected):
    for name in ("HANDGRAD_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setattr(mnist_files, "sys", SimpleNamespace(platform=platform))
    assert MNIST.cache_directory() == Path(expected)


def test_without_a_home_there_is_no_cache_and_no_crash(monkeypatch):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    for name in ("HANDGRAD_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert MNIST.cache_directory() is None
    with pytest.raises(UnavailableError, match="there is no home directory"):
        find()


def test_a_complete_cache_asks_no_mirror(contents, serve, tmp_path):
    (mirror,) = serve("good")
    cache = tmp_path / "cache" / "mnist"
    cache.mkdir(parents=True)
    for name, content in contents.items():
        (cache / name).write_bytes(content)
    location = find()
    assert location.directory == cache
    assert location.source == f"cache {cache}"
    assert mirror.requests == []


@pytest.mark.parametrize("damage", [b"", b"?" * 10, None], ids=["empty", "overwritten", "missing"])
def test_only_a_damaged_file_is_downloaded_again(contents, serve, tmp_path, damage):
    (mirror,) = serve("good")
    cache = find().directory
    mirror.requests.clear()
    path = cache / NAMES[1]
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage + path.read_bytes()[len(damage) :] if damage else b"")
    find()
    assert mirror.requests == [NAMES[1]]
    assert path.read_bytes() == contents[NAMES[1]]


# --- the download --------------------------------------------------------------------------------


def test_the_mirrors_may_be_replaced(monkeypatch):
    monkeypatch.delenv("HANDGRAD_MNIST_MIRRORS")
    assert MNIST.mirrors() == MNIST.default_mirrors
    monkeypatch.setenv("HANDGRAD_MNIST_MIRRORS", "http://a/x/ , http://b,")
    assert MNIST.mirrors() == ("http://a/x/", "http://b")
    monkeypatch.setenv("HANDGRAD_MNIST_MIRRORS", "")
    assert MNIST.mirrors() == ()


def test_a_good_mirror_fills_the_cache(contents, serve, tmp_path, capsys):
    (mirror,) = serve("good")
    location = find()
    assert location.directory == tmp_path / "cache" / "mnist"
    assert held(location.directory) == sorted(NAMES)
    for name, content in contents.items():
        assert (location.directory / name).read_bytes() == content
    assert mirror.requests == NAMES
    bar = capsys.readouterr().err
    assert "MNIST: 100%" in bar
    assert bar.count("\n") == 1


def test_an_address_needs_no_slash_at_its_end(contents, serve, monkeypatch):
    (mirror,) = serve("good")
    monkeypatch.setenv("HANDGRAD_MNIST_MIRRORS", mirror.url.rstrip("/"))
    assert held(find().directory) == sorted(NAMES)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("absent", "HTTP 404 Not Found"),
        ("damaged", "sent a file with a wrong SHA-256 hash"),
        ("truncated", "sent 20 bytes of a file of "),
        ("overlong", "sent .* bytes of a file of "),
        ("endless", "sent .* bytes of a file of "),
        ("hanging_up", "Remote end closed connection"),
    ],
)
def test_a_bad_answer_is_told_and_leaves_nothing(
    contents, serve, tmp_path, answer, message, capsys
):
    (mirror,) = serve(answer)
    with pytest.raises(UnavailableError) as error:
        find()
    assert re.search(f"{NAMES[0]}: {re.escape(mirror.url)}: {message}", str(error.value))
    assert mirror.requests == NAMES[:1]
    assert held(tmp_path / "cache" / "mnist") == []
    assert "\n" not in capsys.readouterr().err


@pytest.mark.parametrize("answer", ["absent", "damaged", "truncated", "overlong", "hanging_up"])
def test_the_next_mirror_is_asked_after_a_bad_answer(contents, serve, answer):
    serve(answer, "good")
    assert held(find().directory) == sorted(NAMES)


@pytest.mark.parametrize("answer", ["silent", "stalling"])
def test_a_mirror_that_falls_silent_is_asked_once_and_the_next_one_serves(contents, serve, answer):
    quiet, lively = serve(answer, "good")
    assert held(find(deadline=2.0).directory) == sorted(NAMES)
    assert quiet.requests == NAMES[:1]
    assert lively.requests == NAMES


@pytest.mark.parametrize("answer", ["silent", "stalling", "dripping"])
def test_silence_is_given_up_at_the_deadline(contents, serve, tmp_path, answer):
    serve(answer, answer, answer, answer)
    started = time.monotonic()
    with pytest.raises(UnavailableError, match=r"(no answer within 0\.\d+ s.*){4}"):
        find(deadline=0.4)
    # Were the deadline counted for every mirror, or for every byte, 1.6 seconds would be the least.
    assert 0.3 < time.monotonic() - started < 1.5
    assert held(tmp_path / "cache" / "mnist") == []


def test_a_server_that_never_accepts_is_given_up(contents, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        monkeypatch.setenv("HANDGRAD_MNIST_MIRRORS", address)
        with pytest.raises(UnavailableError, match=r"no answer within 0\.2 s"):
            find(deadline=0.2)


def test_a_name_that_is_looked_up_for_ever_is_given_up(contents, monkeypatch, serve):
    # A socket's timeout does not bound the look-up of a name.
    (mirror,) = serve("silent")
    look_up = socket.getaddrinfo

    def slow(*arguments, **options):
        mirror.closing.wait()
        return look_up(*arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with pytest.raises(UnavailableError, match=r"no answer within 0\.2 s"):
        find(deadline=0.2)
    mirror.closing.set()


def test_waiting_adds_up_over_files(contents, serve):
    def hesitant(mirror, handler, name):
        mirror.closing.wait(0.2)
        mirror.answers["good"](mirror, handler, name)

    (mirror,) = serve(hesitant)
    with pytest.raises(UnavailableError, match="no answer within"):
        find(deadline=0.5)
    assert len(mirror.requests) > 1  # though no one file took as long


def test_data_that_flows_may_take_longer_than_the_deadline(contents, serve, monkeypatch):
    def leisurely(mirror, handler, name):
        mirror.send(handler, b"", length=len(contents[name]))
        quarter = len(contents[name]) // 4 + 1
        for start in range(0, len(contents[name]), quarter):
            handler.wfile.write(contents[name][start : start + quarter])
            mirror.closing.wait(0.2 if name == NAMES[0] else 0.0)

    monkeypatch.setattr(_download, "_SLOWEST_FLOW", 100.0)
    serve(leisurely)
    started = time.monotonic()
    assert held(find(deadline=0.5).directory) == sorted(NAMES)
    assert time.monotonic() - started > 0.5


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:1/", "http://[/"])
def test_an_address_that_leads_nowhere_is_told(contents, monkeypatch, address):
    monkeypatch.setenv("HANDGRAD_MNIST_MIRRORS", address)
    with pytest.raises(UnavailableError, match=re.escape(f"{NAMES[0]}: {address}: ")):
        find()


def test_what_was_received_before_a_failure_stays(contents, serve, tmp_path):
    def halfway(mirror, handler, name):
        mirror.answers["good" if name in NAMES[:2] else "absent"](mirror, handler, name)

    serve(halfway)
    with pytest.raises(UnavailableError, match=f"{NAMES[2]}: .*404"):
        find()
    assert held(tmp_path / "cache" / "mnist") == sorted(NAMES[:2])
    (mirror,) = serve("good")
    find()
    assert mirror.requests == NAMES[2:]


def test_a_failed_attempt_is_not_repeated_at_once_unless_asked_for(contents, serve, monkeypatch):
    (mirror,) = serve("absent")
    for retry, requests in [(False, 1), (False, 1), (True, 2)]:
        with pytest.raises(UnavailableError, match="HTTP 404"):
            find(retry=retry)
        assert len(mirror.requests) == requests
    now = time.monotonic()
    monkeypatch.setattr(mnist_files, "time", SimpleNamespace(monotonic=lambda: now + 100.0))
    with pytest.raises(UnavailableError, match="HTTP 404"):
        find(retry=False)
    assert len(mirror.requests) == 3


def test_a_cache_that_cannot_be_made_is_told(contents, serve, tmp_path, monkeypatch):
    (mirror,) = serve("good")
    (tmp_path / "file").touch()
    monkeypatch.setenv("HANDGRAD_CACHE", str(tmp_path / "file"))
    with pytest.raises(UnavailableError, match=r"the download failed \(.*Not a directory"):
        find()
    assert mirror.requests == []


def test_a_cache_that_cannot_be_written_to_is_told(contents, serve, monkeypatch):
    def denied(*arguments):
        raise PermissionError(13, "Permission denied", "mnist")

    (mirror,) = serve("good")
    monkeypatch.setattr(_download.tempfile, "mkstemp", denied)
    with pytest.raises(UnavailableError, match="Permission denied"):
        find()
    assert mirror.requests == []


def test_an_interruption_leaves_no_half_file(contents, serve, tmp_path, monkeypatch):
    def interrupted(self, count):
        if count > 0:
            raise KeyboardInterrupt

    serve("good")
    monkeypatch.setattr(_download._Progress, "advance", interrupted)
    with pytest.raises(KeyboardInterrupt):
        find()
    assert held(tmp_path / "cache" / "mnist") == []


@pytest.mark.skipif(not MNIST_DIR, reason="MNIST_DIR is not set")
def test_the_real_files_have_the_hashes_and_pass_through_a_download(serve):
    def real(mirror, handler, name):
        mirror.send(handler, Path(MNIST_DIR, name).read_bytes())

    serve(real)
    location = find()
    assert all(file.is_intact(location.directory / file.name) for file in MNIST.files)
