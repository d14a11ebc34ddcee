"""safetensors: what other programs write and read, PyTorch first."""

import sys

import numpy as np
import pytest

import nn
from autograd import Tensor
from nn import load_state

safetensors = pytest.importorskip("safetensors.numpy")


def test_other_programs_read_what_we_write(tmp_path):
    layer = nn.Linear(2, 3)
    path = nn.save(layer, tmp_path / "w.safetensors")
    arrays = safetensors.load_file(path)
    assert sorted(arrays) == ["bias", "weight"]
    np.testing.assert_array_equal(arrays["weight"], layer.weight.data, strict=True)


def test_we_read_what_other_programs_write(tmp_path):
    path = tmp_path / "w.safetensors"
    safetensors.save_file({"weight": np.array([[1.0, 2.0]], np.float32),
                           "bias": np.array([0.5], np.float32)}, path, {"format": "pt"})  # fmt: skip
    layer = nn.load(nn.Linear(2, 1), path)
    assert layer(Tensor([1.0, 1.0])).item() == 3.5


DTYPES = ["?", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]


def test_every_number_format_comes_back(tmp_path):
    state = {code: np.array([[0, 1], [2, 100]]).astype(code) for code in DTYPES}
    state["scalar"], state["empty"] = np.array(1.5), np.zeros((0, 3), np.float32)
    back = load_state(nn.save(state, tmp_path / "all.safetensors"))
    assert sorted(back) == sorted(state)
    for name, values in state.items():
        np.testing.assert_array_equal(back[name], values, strict=True)


def test_a_format_that_safetensors_lacks_is_named(tmp_path):
    with pytest.raises(TypeError, match="'a' has dtype complex128, which the safetensors format"):
        nn.save({"a": np.ones(1, complex)}, tmp_path / "w.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_bfloat16_becomes_float32_exactly(tmp_path):
    # The upper halves of the float32 1.0 = 3F800000, -2.5 = C0200000, 0.15625 = 3E200000, inf.
    bits = np.array([0x3F80, 0xC020, 0x3E20, 0x7F80], "<u2").tobytes()
    header = b'{"a":{"dtype":"BF16","shape":[2,2],"data_offsets":[0,8]}}'
    (tmp_path / "b.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bits)
    values = load_state(tmp_path / "b.safetensors")["a"]
    np.testing.assert_array_equal(
        values, np.array([[1.0, -2.5], [0.15625, np.inf]], np.float32), strict=True
    )


def test_the_other_names_of_a_shared_tensor_are_found(tmp_path):
    # PyTorch's save_model writes a shared parameter once, and its other names as metadata.
    path = tmp_path / "tied.safetensors"
    safetensors.save_file({"0.weight": np.ones((2, 2), np.float32)}, path, {"1.weight": "0.weight"})
    model = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False))
    model[1].weight = model[0].weight
    nn.load(model, path)
    assert (model[1].weight.data == 1.0).all()


def test_without_the_package_the_error_says_what_to_install(tmp_path, monkeypatch):
    path = nn.save(nn.Linear(1, 1), tmp_path / "w.safetensors")
    monkeypatch.setitem(sys.modules, "safetensors", None)  # importing it would raise
    for call in (lambda: nn.save(nn.Linear(1, 1), path), lambda: nn.load(nn.Linear(1, 1), path)):
        with pytest.raises(ImportError, match=r"pip install safetensors"):
            call()
    nn.load(nn.Linear(1, 1), nn.save(nn.Linear(1, 1), tmp_path / "w.npz"))
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["w.npz", "w.safetensors"]


def test_weights_go_to_pytorch_and_back(tmp_path):
    torch = pytest.importorskip("torch")
    import safetensors.torch as theirs

    def networks():
        ours = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
        other = torch.nn.Sequential(
            torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2)
        )
        return ours, other

    x = np.array([[0.5, -1.0, 2.0]], np.float32)
    ours, other = networks()
    theirs.save_file(other.state_dict(), tmp_path / "theirs.safetensors")
    nn.load(ours, tmp_path / "theirs.safetensors")
    expected = other(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(ours(Tensor(x)).data, expected, rtol=1e-6)

    ours, other = networks()
    path = nn.save(ours, tmp_path / "ours.safetensors")
    other.load_state_dict(theirs.load_file(path))
    expected = other(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(ours(Tensor(x)).data, expected, rtol=1e-6)


def test_pytorchs_bfloat16_and_tied_models_load(tmp_path):
    torch = pytest.importorskip("torch")
    import safetensors.torch as theirs

    layer = torch.nn.Linear(3, 2).to(torch.bfloat16)
    theirs.save_file(layer.state_dict(), tmp_path / "half.safetensors")
    ours = nn.load(nn.Linear(3, 2), tmp_path / "half.safetensors")
    np.testing.assert_array_equal(ours.weight.data, layer.weight.detach().float().numpy())

    tied = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 2))
    tied[1].weight = tied[0].weight
    theirs.save_model(tied, tmp_path / "tied.safetensors")
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    model[1].weight = model[0].weight
    nn.load(model, tmp_path / "tied.safetensors")
    np.testing.assert_array_equal(model[1].weight.data, tied[1].weight.detach().numpy())


def test_a_pickle_of_pytorch_is_refused(tmp_path):
    torch = pytest.importorskip("torch")
    torch.save(torch.nn.Linear(1, 1).state_dict(), tmp_path / "w.pt")
    with pytest.raises(ValueError, match="is a pickle, as torch.save writes it"):
        nn.load(nn.Linear(1, 1), tmp_path / "w.pt")
