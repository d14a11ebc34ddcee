"""Saving and loading weights: whole files or none, and what is wrong with a file."""

import os
import stat
from pathlib import Path

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor


@pytest.fixture(autouse=True)
def _seed():
    autograd.manual_seed(0)


def model():
    net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1, dtype=np.float64))
    net[1].register_buffer("count", 3)
    net[1].register_buffer("mean", Tensor([0.5, 0.25]))
    return net


def same(a, b):
    one, other = a.state_dict(), b.state_dict()
    return list(one) == list(other) and all(
        np.array_equal(one[name], other[name]) and one[name].dtype == other[name].dtype
        for name in one
    )


def test_what_was_saved_comes_back(tmp_path):
    saved, fresh = model(), model()
    assert not same(saved, fresh)
    path = nn.save(saved, tmp_path / "weights.npz")
    assert path == tmp_path / "weights.npz"
    assert nn.load(fresh, str(path)) is fresh
    assert same(saved, fresh)
    assert os.listdir(tmp_path) == ["weights.npz"]


def test_the_file_is_an_npz_archive_that_numpy_reads(tmp_path):
    layer = nn.Linear(2, 1)
    with np.load(nn.save(layer, tmp_path / "w.npz")) as archive:
        assert sorted(archive.files) == ["bias", "weight"]
        np.testing.assert_array_equal(archive["weight"], layer.weight.data, strict=True)
    np.savez(tmp_path / "theirs.npz", weight=[[1.0, 2.0]], bias=[3.0])
    assert nn.load(layer, tmp_path / "theirs.npz")(Tensor([1.0, 1.0])).item() == 6.0


@pytest.mark.parametrize(("given", "written"), [
    ("weights", "weights.npz"), ("weights.npz", "weights.npz"), ("weights.best", "weights.best"),
])  # fmt: skip
def test_a_missing_suffix_becomes_npz(tmp_path, given, written):
    path = nn.save(model(), str(tmp_path / given))
    assert path == tmp_path / written
    assert os.listdir(tmp_path) == [written]
    nn.load(model(), path)


@pytest.mark.parametrize("name", ["file", "args", "kwds", "allow_pickle"])
def test_a_parameter_may_have_any_name(tmp_path, name):
    one, other = nn.Module(), nn.Module()
    setattr(one, name, nn.Parameter(2.0))
    setattr(other, name, nn.Parameter(0.0))
    nn.load(other, nn.save(one, tmp_path / "w.npz"))
    assert getattr(other, name).item() == 2.0


def test_saving_replaces_an_older_file(tmp_path):
    first, second, fresh = model(), model(), model()
    nn.save(first, tmp_path / "w.npz")
    nn.save(second, tmp_path / "w.npz")
    assert same(nn.load(fresh, tmp_path / "w.npz"), second)


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
@pytest.mark.parametrize("step", ["write_array", "fsync", "replace"])
def test_an_interrupted_save_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch, step, error):
    old = model()
    path = nn.save(old, tmp_path / "w.npz")
    before = path.read_bytes()

    def fail(file, *args, **kwargs):
        if step == "write_array":
            file.write(b"PK half of a file")
        raise error("on the way")

    module = np.lib.format if step == "write_array" else os
    with monkeypatch.context() as patch:
        patch.setattr(module, step, fail)
        with pytest.raises(error, match="on the way"):
            nn.save(model(), path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["w.npz"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_saved_file_has_the_permissions_of_any_other(tmp_path):
    mask = os.umask(0o027)
    try:
        path = nn.save(model(), tmp_path / "w.npz")
        assert os.umask(0o027) == 0o027  # and the mask is as it was
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_folder_that_cannot_be_written_to_is_an_os_error(tmp_path, monkeypatch):
    path = nn.save(model(), tmp_path / "w.npz")
    before = path.read_bytes()
    tmp_path.chmod(0o500)
    if os.access(tmp_path, os.W_OK):  # the superuser may write anywhere: deny it as the kernel does

        def refuse(file, *args, **kwargs):
            raise PermissionError(13, "Permission denied", file)

        monkeypatch.setattr(os, "open", refuse)
    try:
        with pytest.raises(PermissionError):
            nn.save(model(), path)
    finally:
        monkeypatch.undo()
        tmp_path.chmod(0o700)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["w.npz"]


def test_a_folder_that_is_none_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no folder .*nowhere to write w.npz to"):
        nn.save(model(), tmp_path / "nowhere" / "w.npz")
    assert os.listdir(tmp_path) == []
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="folder .*file"):
        nn.save(model(), tmp_path / "file" / "w.npz")


def test_a_missing_file_is_a_file_not_found_error(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.npz"):
        nn.load(model(), tmp_path / "nothing.npz")


def test_weights_of_another_model_are_refused_and_nothing_is_loaded(tmp_path):
    path = nn.save(nn.Linear(2, 3), tmp_path / "w.npz")
    fresh = model()
    before = fresh.state_dict()
    with pytest.raises(RuntimeError, match="unexpected: .*weight"):
        nn.load(fresh, path)
    with pytest.raises(RuntimeError, match="size mismatch for weight"):
        nn.load(nn.Linear(3, 3), path, strict=False)
    assert all(np.array_equal(before[name], array) for name, array in fresh.state_dict().items())
    layer = nn.Linear(2, 3, bias=False)
    assert nn.load(layer, path, strict=False).weight.shape == (3, 2)


def content(kind, whole):
    return {"empty": b"", "text": b"not a model", "half": whole[: len(whole) // 2],
            "without its end": whole[:-10], "a pickle": b"\x80\x04K\x01."}[kind]  # fmt: skip


@pytest.mark.parametrize("kind", ["empty", "text", "half", "without its end", "a pickle"])
def test_a_file_that_is_no_archive_of_weights_is_named(tmp_path, kind):
    path = nn.save(nn.Linear(2, 3), tmp_path / "w.npz")
    path.write_bytes(content(kind, path.read_bytes()))
    layer = nn.Linear(2, 3)
    before = layer.state_dict()
    with pytest.raises(ValueError, match=r"load: .*w\.npz is not an \.npz file of weights"):
        nn.load(layer, path)
    np.testing.assert_array_equal(layer.weight.data, before["weight"])


def test_an_array_that_numpy_saved_alone_is_no_archive(tmp_path):
    np.save(tmp_path / "w.npy", np.ones((3, 2)))
    with pytest.raises(ValueError, match="it holds a single array"):
        nn.load(nn.Linear(2, 3), tmp_path / "w.npy")


def test_any_damaged_byte_is_noticed_or_harmless(tmp_path):
    path = nn.save(nn.Linear(2, 3), tmp_path / "w.npz")
    whole = path.read_bytes()
    right = nn.load(nn.Linear(2, 3), path)
    escaped = {}
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x41
        path.write_bytes(damaged)
        layer = nn.Linear(2, 3)
        before = layer.state_dict()
        try:
            nn.load(layer, path)
        except ValueError:
            pass
        except Exception as error:
            # A damaged name or shape is one that does not fit: that is told by load_state_dict.
            if not str(error).startswith("load_state_dict"):
                escaped[place] = repr(error)
        else:
            assert same(layer, right)
            continue
        assert all(np.array_equal(before[name], a) for name, a in layer.state_dict().items())
    assert not escaped, f"{len(escaped)} of {len(whole)} bytes: {set(escaped.values())}"


@pytest.mark.parametrize("wrong", [3, None, [1.0], "weights", nn.Linear])
def test_what_is_no_module_and_no_state_is_not_saved(tmp_path, wrong):
    with pytest.raises(TypeError, match="save: takes a Module or a state dict, got"):
        nn.save(wrong, tmp_path / "w.npz")
    assert list(Path(tmp_path).iterdir()) == []
