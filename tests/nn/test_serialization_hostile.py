"""Files that are cut off, damaged or made to do harm: a clear error, and nothing changes."""

import io
import json
import os
import pickle
import zipfile

import numpy as np
import pytest

import nn
from nn import load_state

safetensors = pytest.importorskip("safetensors.numpy")


@pytest.fixture
def layer():
    made = nn.Linear(2, 3)
    made.weight.data[:] = 7.0
    return made


def refused(layer, path, match, error=ValueError):
    before = {name: values.tobytes() for name, values in layer.state_dict().items()}
    with pytest.raises(error, match=match) as caught:
        nn.load(layer, path)
    assert {name: values.tobytes() for name, values in layer.state_dict().items()} == before
    if error is ValueError:
        assert os.fspath(path) in str(caught.value)
        with pytest.raises(ValueError, match=match):
            load_state(path)


@pytest.mark.parametrize("suffix", ["npz", "safetensors"])
def test_every_prefix_of_a_file_is_refused(tmp_path, layer, suffix):
    whole = nn.save(nn.Linear(2, 3), tmp_path / f"w.{suffix}").read_bytes()
    path = tmp_path / f"cut.{suffix}"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=rf"cut\.{suffix} is not an? \.{suffix} file of weights"):
            nn.load(layer, path)
    assert (layer.weight.data == 7.0).all()


def test_any_damaged_byte_of_a_safetensors_file_is_noticed_or_changes_numbers_alone(tmp_path):
    # The format has no checksums: a damaged number is a number. But nothing else gets through.
    path = nn.save(nn.Linear(2, 3), tmp_path / "w.safetensors")
    whole = path.read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x15
        path.write_bytes(damaged)
        fresh = nn.Linear(2, 3)
        before = {name: values.tobytes() for name, values in fresh.state_dict().items()}
        try:
            nn.load(fresh, path)
        except (ValueError, RuntimeError):
            now = {name: values.tobytes() for name, values in fresh.state_dict().items()}
            assert now == before


def archive(path, entries, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, content in entries:
            file.writestr(name, content)
    return path


def npy(array, **options):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(array), **options)
    return buffer.getvalue()


def header(text, size=0):
    """An array file whose header says this, with so many bytes behind it."""
    content = text.encode().ljust(118) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(content).to_bytes(2, "little") + content + bytes(size)


class Harm:
    def __reduce__(self):
        return os.mkdir, ("/tmp/harm-was-done",)


def test_a_pickle_in_an_npz_archive_is_never_loaded(tmp_path, layer):
    objects = np.array([Harm()], dtype=object)
    path = archive(tmp_path / "w.npz", [("weight.npy", npy(objects)), ("bias.npy", npy([0.0]))])
    refused(layer, path, "'weight' holds pickled objects, which are never loaded")
    archive(path, [("weight.npy", pickle.dumps(Harm()))])
    refused(layer, path, "is not an .npz file of weights")
    path.write_bytes(pickle.dumps(Harm()))
    refused(layer, path, "is not an .npz file of weights")
    assert not os.path.exists("/tmp/harm-was-done")


@pytest.mark.parametrize(("text", "size", "match"), [
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,)}", 8, "too few bytes"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}", 40, "has 40 bytes"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}", 56, "has 56 bytes"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}", 8, "too few bytes"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (-2, -3)}", 48, "too few bytes"),
    ("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", 8, "holds pickled objects"),
    ("{'descr': '<U3', 'fortran_order': False, 'shape': (1,)}", 12, "holds <U3, not numbers"),
    ("{'descr': '<M8[s]', 'fortran_order': False, 'shape': (1,)}", 8, "not numbers"),
    ("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}", 8, "not numbers"),
    ("{'descr': '|V0', 'fortran_order': False, 'shape': (9,)}", 0, "not numbers"),
    ("{'descr': 'nonsense', 'fortran_order': False, 'shape': (1,)}", 8, "not an .npz file"),
    ("__import__('os').mkdir('/tmp/harm-was-done')", 8, "not an .npz file"),
    ("{" * 100, 8, "not an .npz file"),
], ids=lambda value: str(value)[:40])  # fmt: skip
def test_headers_that_claim_what_is_not_so_are_refused(tmp_path, layer, text, size, match):
    path = archive(tmp_path / "w.npz", [("weight.npy", header(text, size))])
    refused(layer, path, match)
    assert not os.path.exists("/tmp/harm-was-done")


def test_an_unknown_version_of_numpys_format_is_refused(tmp_path, layer):
    content = bytearray(npy([1.0]))
    content[6] = 9
    refused(layer, archive(tmp_path / "w.npz", [("weight.npy", bytes(content))]), "not an .npz file")


def test_a_zip_bomb_is_refused_before_it_unfolds(tmp_path, layer, monkeypatch):
    # 4 MB of zeros in 4 kB; weights as equal as these are never so large.
    monkeypatch.setattr("nn.serialization.npz_archive._LARGEST_UNFOLDED", 2**20)
    bomb = npy(np.zeros(1_000_000, np.float32))
    path = archive(tmp_path / "w.npz", [("weight.npy", bomb)], zipfile.ZIP_DEFLATED)
    refused(layer, path, "bytes and claims to hold 4,000,128")


def test_compressed_weights_within_reason_are_read(tmp_path):
    values = np.zeros((1000, 1000), np.float32)
    np.savez_compressed(tmp_path / "w.npz", weight=values)
    assert load_state(tmp_path / "w.npz")["weight"].shape == (1000, 1000)


def test_an_archive_that_claims_more_than_it_has_is_refused(tmp_path, layer):
    path = archive(tmp_path / "w.npz", [("weight.npy", npy(np.ones((3, 2))))])
    content = path.read_bytes()
    size = (np.uint32(len(npy(np.ones((3, 2)))))).tobytes()
    path.write_bytes(content.replace(size, np.uint32(2**31).tobytes()))
    refused(layer, path, "claims to hold 2,147,483,648")


def test_names_that_occur_twice_are_refused(tmp_path, layer):
    path = tmp_path / "w.npz"
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive(path, [("weight.npy", npy(np.ones((3, 2))))] * 2)
    refused(layer, path, "holds 'weight' twice")


@pytest.mark.parametrize("name", ["../weight.npy", "/weight.npy", "nan.npy", "불.npy", "weight"])
def test_names_of_others_are_no_names_of_the_model_and_nothing_is_written(tmp_path, layer, name):
    folder = tmp_path / "inner"
    folder.mkdir()
    entries = [(name, npy(np.ones((3, 2)))), ("bias.npy", npy(np.ones(3)))]
    path = archive(folder / "w.npz", entries)
    if name == "weight":  # without .npy it is an array as well
        nn.load(layer, path)
        assert (layer.weight.data == 1.0).all()
    else:
        refused(layer, path, "unexpected: ", RuntimeError)
    assert [p.name for p in tmp_path.iterdir()] == ["inner"]


@pytest.mark.parametrize("suffix", ["npz", "safetensors"])
@pytest.mark.parametrize(("state", "match"), [
    ({"weight": np.ones((2, 3)), "bias": np.ones(3)}, "size mismatch for weight"),
    ({"weight": np.ones((3, 2))}, "missing: bias"),
    ({"weight": np.ones((3, 2)), "bias": np.ones(3), "more": np.ones(1)}, "unexpected: more"),
    ({"weight": np.ones((3, 2)), "bias": np.ones(())}, "size mismatch for bias"),
    ({"other": np.ones(1)}, "missing: weight, bias"),
])  # fmt: skip
def test_weights_of_another_shape_change_nothing(tmp_path, layer, suffix, state, match):
    refused(layer, nn.save(state, tmp_path / f"w.{suffix}"), match, RuntimeError)


def safe(path, content, size=0, length=None):
    """A safetensors file whose header is this."""
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes((len(text) if length is None else length).to_bytes(8, "little") + text + bytes(size))
    return path


@pytest.mark.parametrize(("content", "size", "length"), [
    (b"{}", 0, 2**63), (b"{}", 0, 2**40), (b"{}", 0, 0), (b"{}", 5, None), (b"[]", 0, None),
    (b'{"a": NaN}', 0, None), (b"\xff\xfe", 0, None), (b"{" * 2000, 0, None),
    ({"weight": {"dtype": "F32", "shape": [3, 2], "data_offsets": [0, 8]}}, 8, None),
    ({"weight": {"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 24]}}, 24, None),
    ({"weight": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}, 4, None),
    ({"weight": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}, 8, None),
    ({"weight": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}, 4, None),
    ({"weight": {"dtype": "object", "shape": [1], "data_offsets": [0, 4]}}, 4, None),
    ({"weight": {"dtype": "F32"}}, 4, None), ({"weight": 3}, 0, None),
    ({"__metadata__": {"a": 3}}, 0, None),
    ({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
      "b": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}, 4, None),
], ids=str)  # fmt: skip
def test_safetensors_headers_that_claim_what_is_not_so_are_refused(
    tmp_path, layer, content, size, length
):
    path = safe(tmp_path / "w.safetensors", content, size, length)
    refused(layer, path, r"w\.safetensors is not a \.safetensors file")


def test_a_number_format_that_numpy_lacks_is_named(tmp_path, layer):
    content = {"weight": {"dtype": "F8_E4M3", "shape": [4], "data_offsets": [0, 4]}}
    path = safe(tmp_path / "w.safetensors", content, 4)
    refused(layer, path, "'weight' has the dtype F8_E4M3, which NumPy does not have")


@pytest.mark.parametrize(("suffix", "other"), [("npz", "safetensors"), ("safetensors", "npz")])
def test_a_file_under_the_other_suffix_is_refused(tmp_path, layer, suffix, other):
    path = nn.save(layer, tmp_path / f"w.{suffix}").rename(tmp_path / f"w.{other}")
    refused(layer, path, "zip archive; the suffix" if other == "safetensors" else "not a zip file")


@pytest.mark.parametrize("suffix", ["pt", "pth", "npz", "safetensors"])
def test_a_file_of_torch_save_is_refused_with_the_way_to_convert_it(tmp_path, layer, suffix):
    # What torch.save writes: a zip archive with a pickle, archive/data.pkl, in it.
    path = archive(tmp_path / f"model.{suffix}", [("model/data.pkl", pickle.dumps(Harm()))])
    refused(layer, path, r"pickle may run any code.*save_file\(torch\.load\(.*model\.safetensors")
    path.write_bytes(pickle.dumps(Harm()))  # the format before 2019
    expected = "may run any code" if suffix in ("pt", "pth") else "is not an? .* file of weights"
    refused(layer, path, expected)
    assert not os.path.exists("/tmp/harm-was-done")


@pytest.mark.parametrize("suffix", ["npz", "safetensors"])
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch, layer, suffix, step):
    path = nn.save(layer, tmp_path / f"w.{suffix}")
    before = path.read_bytes()

    def fail(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail)
        with pytest.raises(KeyboardInterrupt):
            nn.save(nn.Linear(2, 3), path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("name", ["a\0b", "k" * 70_000, "\ud800"], ids=["zero", "long", "half"])
@pytest.mark.parametrize("suffix", ["npz", "safetensors"])
def test_names_that_a_file_would_change_are_refused(tmp_path, name, suffix):
    with pytest.raises(ValueError, match="save: no array in a file can have the name"):
        nn.save({name: np.ones(1)}, tmp_path / f"a.{suffix}")
    with pytest.raises(ValueError, match="save: no array in a file can have the name"):
        nn.save({"step": 1, "state": {name: np.ones(1)}}, tmp_path / f"a.{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_safetensors_has_a_name_of_its_own(tmp_path):
    pytest.importorskip("safetensors")
    with pytest.raises(ValueError, match="cannot have the name '__metadata__'"):
        nn.save({"__metadata__": np.ones(1)}, tmp_path / "a.safetensors")
    assert list(tmp_path.iterdir()) == []
    assert list(nn.load_state(nn.save({"__metadata__": np.ones(1)}, tmp_path / "a.npz")))


@pytest.mark.parametrize("name", ["x" * 251, "가" * 83], ids=["ascii", "korean"])
def test_a_file_may_have_the_longest_name_that_there_is(tmp_path, name):
    path = nn.save({"a": np.ones(1)}, tmp_path / name)  # and .npz: 255 and 253 bytes
    assert nn.load_state(path)["a"].tolist() == [1.0]


def test_suffixes_may_be_written_in_capitals(tmp_path):
    pytest.importorskip("safetensors")
    path = nn.save({"a": np.ones(1)}, tmp_path / "A.SAFETENSORS")
    assert path.read_bytes()[:2] != b"PK"
    assert nn.load_state(path)["a"].tolist() == [1.0]
    with pytest.raises(ValueError, match="looks like a pickle of PyTorch's"):
        nn.save({"a": np.ones(1)}, tmp_path / "a.PT")


def test_an_archive_that_claims_more_than_it_has_is_refused_before_it_is_read(tmp_path, layer):
    path = archive(tmp_path / "w.npz", [("weight.npy", npy(np.ones((3, 2))))])
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    for place in (20, 24):  # the sizes, packed and unpacked
        content[directory + place : directory + place + 4] = (10**8).to_bytes(4, "little")
    path.write_bytes(content)
    refused(layer, path, "and claims to hold 100,000,000")
