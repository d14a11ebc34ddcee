"""State dicts of any kind in a file: what comes back, and what is refused."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nn
from autograd import Tensor
from nn import load_state
from nn.serialization.files import FORMAT_VERSION, read_file, write_file
from nn.serialization.nested_state import pack, unpack

SUFFIXES = ["npz", "safetensors"]


def same(a, b):
    """Equal to the bit, in type as well."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, (np.ndarray, np.generic)):
        return (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
    if isinstance(a, Tensor):
        return same(np.asarray(a.data), np.asarray(b.data))
    return a == b or (a != a and b != b)


@pytest.fixture(autouse=True)
def _package(request):
    if "safetensors" in request.node.name:
        pytest.importorskip("safetensors")


STATE = {
    "step": 3, "lr": 0.1, "name": "Adam", "none": None, "yes": True, "big": 2**200,
    "betas": (0.9, 0.999), "list": [1, [2.5, ()], {}], "inf": -math.inf, "nan": math.nan,
    "state": {0: {"exp_avg": np.arange(3.0)}, 1: {"exp_avg": np.zeros((0, 2), np.float32)}},
    "$array": "a key that looks like a mark", "scalar": np.float32(0.1), "tensor": Tensor([1.0]),
    "count": np.int64(7), "a/b": np.ones(1), "a": {"b": np.zeros(1)}, "불": np.array(True),
}  # fmt: skip


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_nested_state_comes_back_as_it_was(tmp_path, suffix):
    path = nn.save(STATE, tmp_path / f"state.{suffix}")
    assert same(load_state(path), STATE)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_optimizer_goes_on_from_its_saved_state(tmp_path, suffix):
    def make():
        w = nn.Parameter([1.0, 2.0])
        return w, nn.optim.Adam([w], lr=0.1)

    def step(w, optimizer):
        optimizer.zero_grad()
        (w * w).sum().backward()
        optimizer.step()

    (w, optimizer), (other, resumed) = make(), make()
    step(w, optimizer)
    path = nn.save(optimizer.state_dict(), tmp_path / f"o.{suffix}")
    other.data = w.data.copy()
    resumed.load_state_dict(load_state(path))
    step(w, optimizer)
    step(other, resumed)
    assert same(w.data, other.data)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_flat_state_of_arrays_is_weights(tmp_path, suffix):
    layer = nn.Linear(2, 3)
    path = nn.save(dict(layer.named_parameters()), tmp_path / f"w.{suffix}")
    fresh = nn.load(nn.Linear(2, 3), path)
    assert same(fresh.state_dict(), layer.state_dict())
    state = load_state(path)
    assert sorted(state) == ["bias", "weight"]
    state["weight"][0, 0] = 5.0  # it is the caller's own
    fresh.load_state_dict(state)
    assert fresh.weight[0, 0].item() == 5.0


def test_a_state_is_no_weights(tmp_path):
    path = nn.save(STATE, tmp_path / "s.npz")
    with pytest.raises(ValueError, match=r"load: .*s\.npz holds a state, not weights; load_state"):
        nn.load(nn.Linear(2, 3), path)
    with pytest.raises(TypeError, match="load: takes a Module and a path, got PosixPath|WindowsPath"):
        nn.load(path, path)


@pytest.mark.parametrize(("state", "place"), [
    ({"f": print}, "state/f is a builtin_function_or_method"), ({"a": [1, {2}]}, "state/a/1 is a set"),
    ({"a": np.array(["x"])}, "an array of <U1"), ({"a": np.array([None])}, "an array of object"),
    ({"a": 1j}, "state/a is a complex"), ({(1, object()): 2}, "state/key/1 is a object"),
    ({"a": {"b": nn.Linear(1, 1)}}, "state/a/b is a Linear"), ({"a": b"x"}, "state/a is a bytes"),
])  # fmt: skip
def test_what_cannot_be_saved_is_named(tmp_path, state, place):
    with pytest.raises(TypeError, match=place):
        nn.save(state, tmp_path / "s.npz")
    assert list(tmp_path.iterdir()) == []


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
arrays = hnp.arrays(
    st.sampled_from(["f2", "f4", "f8", "i1", "u8", "?", "c16"]), hnp.array_shapes(min_dims=0)
)
states = st.recursive(
    plain | arrays | arrays.map(Tensor),
    lambda inner: st.lists(inner, max_size=3)
    | st.lists(inner, max_size=3).map(tuple)
    | st.dictionaries(st.text(max_size=5) | st.integers() | st.booleans(), inner, max_size=3),
    max_leaves=8,
)


@given(states)
def test_packing_loses_nothing(state):
    packed, text = pack(state)
    assert all(type(array) is np.ndarray for array in packed.values())
    json.loads(text)
    assert same(unpack(packed, text), state)


@pytest.mark.parametrize("text", [
    "", "{", "NaN", "[Infinity]", '{"$array": "no"}', '{"$array": ["a"]}', '{"$scalar": null}',
    '{"$what": 1}', '{"$tuple": 3}', '{"$tuple": [], "b": 1}', '{"$float": "x"}', '{"$dict": [1]}',
    '{"$dict": [[[1], 2]]}', '{"$dict": 5}', "[" * 100_000, '{"a": ' * 100_000,
    '{"$float": [1]}', "1" * 5000,
])  # fmt: skip
def test_a_text_that_says_no_state_is_a_value_error(text):
    with pytest.raises(ValueError, match="the state cannot be read"):
        unpack({"a": np.zeros(1)}, text)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("text", ["{", "[1]", '{"$array": "missing"}'])
def test_a_file_with_such_a_text_is_named(tmp_path, suffix, text):
    path = write_file(tmp_path / f"s.{suffix}", {}, "state", "test", state=text)
    with pytest.raises(ValueError, match=rf"load_state: .*s\.{suffix}"):
        load_state(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_version_is_recorded_and_a_newer_one_is_refused(tmp_path, suffix, monkeypatch):
    layer = nn.Linear(2, 3)
    path = nn.save(layer, tmp_path / f"w.{suffix}")
    words = read_file(path, "test")[1]
    assert (words["program"], words["format_version"]) == ("handgrad", str(FORMAT_VERSION))
    monkeypatch.setattr("nn.serialization.files.FORMAT_VERSION", FORMAT_VERSION + 1)
    nn.save(layer, path)
    monkeypatch.undo()
    with pytest.raises(ValueError, match="format version '2'; this library reads versions up to 1"):
        nn.load(layer, path)


def test_a_file_without_a_version_is_weights(tmp_path):
    # As this library wrote them before it recorded one, and as NumPy does.
    np.savez(tmp_path / "old.npz", weight=np.array([[1.0, 2.0]], np.float32), bias=np.zeros(1))
    np.savez_compressed(tmp_path / "small.npz", weight=np.array([[1.0, 2.0]]), bias=np.zeros(1))
    for name in ("old", "small"):
        layer = nn.load(nn.Linear(2, 1), tmp_path / f"{name}.npz")
        assert layer.weight.data.tolist() == [[1.0, 2.0]]
        assert layer.weight.dtype == np.float32
        assert sorted(load_state(tmp_path / name)) == ["bias", "weight"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_tied_weights_are_saved_under_each_name_and_stay_tied(tmp_path, suffix):
    def tied():
        model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
        model[1].weight = model[0].weight
        return model

    saved, fresh = tied(), tied()
    path = nn.save(saved, tmp_path / f"w.{suffix}")
    assert sorted(load_state(path)) == ["0.bias", "0.weight", "1.bias", "1.weight"]
    nn.load(fresh, path)
    assert fresh[1].weight is fresh[0].weight
    assert same(fresh.state_dict(), saved.state_dict())
    free = nn.load(nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)), path)
    assert same(free[1].weight.data, saved[0].weight.data)


DTYPES = [("f2", "f4"), ("f2", "f8"), ("f4", "f8"), ("f8", "f4"), ("f4", "f4"), ("i4", "f4"), ("?", "f4")]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(("given", "own"), DTYPES)
def test_the_models_dtype_stays(tmp_path, suffix, given, own):
    # 1/3 in float64 is rounded to float32; everything else here is exact.
    values = np.array([[1 / 3, 1.0]]).astype(given)
    path = nn.save({"weight": values, "bias": np.zeros(1)}, tmp_path / f"w.{suffix}")
    layer = nn.load(nn.Linear(2, 1, dtype=own), path)
    assert layer.weight.dtype == np.dtype(own)
    np.testing.assert_array_equal(layer.weight.data, values.astype(own))


def test_complex_numbers_do_not_fit_a_real_parameter(tmp_path):
    path = nn.save({"weight": np.ones((1, 2), complex), "bias": np.zeros(1)}, tmp_path / "w.npz")
    layer = nn.Linear(2, 1)
    before = layer.state_dict()
    with pytest.raises(RuntimeError, match="dtype mismatch for weight: .*complex128"):
        nn.load(layer, path)
    assert same(layer.state_dict(), before)


@pytest.mark.parametrize("suffix", ["pt", "pth", "bin", "ckpt", "pkl"])
def test_suffixes_of_pickles_are_not_written(tmp_path, suffix):
    with pytest.raises(ValueError, match=r"not written here; take the suffix \.safetensors"):
        nn.save(nn.Linear(1, 1), tmp_path / f"w.{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("order", ["C", "F"])
def test_memory_order_and_byte_order_do_not_matter(tmp_path, order):
    values = np.asarray(np.arange(6, dtype=">f4").reshape(2, 3), order=order)
    np.savez(tmp_path / "w.npz", a=values, b=values[:, ::2], c=np.array(3.0))
    state = load_state(tmp_path / "w.npz")
    assert state["a"].dtype == np.dtype("=f4")
    np.testing.assert_array_equal(state["a"], [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(state["b"], [[0, 2], [3, 5]])
    assert state["c"].shape == ()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_views_are_saved_as_what_they_show(tmp_path, suffix):
    base = np.arange(12.0).reshape(3, 4)
    path = nn.save({"t": base.T, "s": base[::2, 1::2], "n": np.float64(2.0) * np.ones(())[()]
                    * np.ones(1)}, tmp_path / f"v.{suffix}")  # fmt: skip
    state = load_state(path)
    np.testing.assert_array_equal(state["t"], base.T)
    np.testing.assert_array_equal(state["s"], [[1, 3], [9, 11]])


@pytest.mark.parametrize("state", [
    {"$float": "nan"}, {"$array": "state/a"}, {"$tuple": [1]}, {"$": 1, "a": 2}, {"in": {"$a": 1}},
], ids=str)  # fmt: skip
def test_keys_that_look_like_the_formats_own_come_back_as_they_were(tmp_path, state):
    assert nn.load_state(nn.save(state, tmp_path / "s.npz")) == state
