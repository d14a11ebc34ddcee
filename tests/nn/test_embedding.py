"""Embedding: rows by symbol, gradients that gather, padding, and symbols out of range."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor

WEIGHT = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def test_a_row_used_twice_gets_both_gradients():
    weight = Tensor(WEIGHT, requires_grad=True)
    rows = F.embedding([2, 0, 2], weight)
    (rows * Tensor([[1.0, 2.0], [3.0, 4.0], [10.0, 20.0]])).sum().backward()
    assert weight.grad.tolist() == [[3, 4], [0, 0], [11, 22]]


def test_it_is_the_product_with_one_hot_rows():
    symbols = np.array([[2, 0], [1, 1]])
    rows = F.one_hot(symbols, 3).astype(float) @ Tensor(WEIGHT)
    assert F.embedding(symbols, Tensor(WEIGHT)).tolist() == rows.tolist()


def test_the_row_for_padding_is_zero_and_does_not_learn():
    layer = nn.Embedding(4, 2, padding_idx=-3)
    assert layer.padding_idx == 1
    assert layer.weight.data[1].tolist() == [0, 0]
    layer(np.array([0, 1, 1, 2])).sum().backward()
    assert layer.weight.grad.tolist() == [[1, 1], [0, 0], [1, 1], [0, 0]]


def test_rows_may_be_given_and_frozen():
    layer = nn.Embedding.from_pretrained(np.array(WEIGHT))
    assert not layer.weight.requires_grad
    assert layer.weight.dtype == np.float64
    assert nn.Embedding.from_pretrained(WEIGHT, freeze=False).weight.requires_grad
    source = np.array(WEIGHT)
    nn.Embedding.from_pretrained(source).weight.data[0] = 9
    assert source[0, 0] == 1


def test_initial_rows_are_standard_normal():
    autograd.manual_seed(0)
    values = nn.Embedding(1000, 50).weight.data
    assert abs(values.mean()) < 0.02
    assert abs(values.std() - 1) < 0.02


def test_no_symbols_give_no_rows():
    assert nn.Embedding(3, 2)([]).shape == (0, 2)
    assert nn.Embedding(3, 2)(1).shape == (2,)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nn.Embedding(0, 2), ValueError, "num_embeddings must be a positive integer, got 0"),
        (lambda: nn.Embedding(3, 2, 3), ValueError, "padding_idx=3 is none of the 3 symbols"),
        (lambda: nn.Embedding(3, 2)([[0, 3]]), IndexError, r"the symbol 3 at index \[0, 1\] is out of range: there are 3 rows, 0 to 2"),
        (lambda: nn.Embedding(3, 2)([-1]), IndexError, r"the symbol -1 at index \[0\] is out of range"),
        (lambda: nn.Embedding(3, 2)([0.5]), TypeError, "symbols are integers, got dtype float64"),
        (lambda: nn.Embedding.from_pretrained([1.0]), ValueError, r"shape \(num_embeddings, embedding_dim\), got \(1,\)"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("weight", [[[1.0, 2.0], [3.0, 4.0]], np.array([[1.0, 2.0], [3.0, 4.0]])])
def test_rows_may_be_looked_up_in_lists_and_arrays(weight):
    for padding_idx in (None, 0):
        rows = F.embedding(np.array([1, 0], np.uint8), weight, padding_idx)
        assert np.asarray(rows).tolist() == [[3.0, 4.0], [1.0, 2.0]]


def test_a_negative_padding_index_of_the_function_counts_from_the_end():
    weight = Tensor(np.ones((3, 2)), requires_grad=True)
    F.embedding([0, 2], weight, padding_idx=-1).sum().backward()
    assert weight.grad.data.tolist() == [[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize("padding_idx", [3, -4, 1.0, True, "1"])
def test_a_padding_index_is_one_of_the_symbols(padding_idx):
    text = f"padding_idx={padding_idx!r} is none of the 3 symbols"
    with pytest.raises(ValueError, match=f"Embedding: {text}"):
        nn.Embedding(3, 2, padding_idx=padding_idx)
    with pytest.raises(ValueError, match=f"embedding: {text}"):
        F.embedding([0], autograd.zeros(3, 2), padding_idx)
