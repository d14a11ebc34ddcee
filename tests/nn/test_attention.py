"""Attention: against a loop over queries and keys, masks, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor

generator = np.random.default_rng(0)
Q, K, V = (generator.normal(size=shape) for shape in ((3, 4), (5, 4), (5, 2)))


def reference(query, key, value, allowed=None):
    """One query after the other, one key after the other."""
    outputs = []
    for i, q in enumerate(query):
        scores = [
            sum(a * b for a, b in zip(q, k, strict=True)) / math.sqrt(len(q))
            if allowed is None or allowed[i][j]
            else -math.inf
            for j, k in enumerate(key)
        ]
        weights = [math.exp(score) for score in scores]
        outputs.append(sum(w / sum(weights) * v for w, v in zip(weights, value, strict=True)))
    return np.array(outputs)


def test_attention_is_a_mean_of_values_weighted_by_likeness():
    ours = F.scaled_dot_product_attention(*map(Tensor, (Q, K, V)))
    np.testing.assert_allclose(ours.numpy(), reference(Q, K, V), 1e-12)


def test_masked_keys_are_not_looked_at():
    allowed = generator.random((3, 5)) < 0.6
    allowed[:, 0] = True
    expected = reference(Q, K, V, allowed)
    ours = F.scaled_dot_product_attention(*map(Tensor, (Q, K, V)), attn_mask=allowed)
    np.testing.assert_allclose(ours.numpy(), expected, 1e-12)
    added = np.where(allowed, 0.0, -np.inf)
    ours = F.scaled_dot_product_attention(*map(Tensor, (Q, K, V)), attn_mask=Tensor(added))
    np.testing.assert_allclose(ours.numpy(), expected, 1e-12)
    moved = V.copy()
    moved[~allowed[1]] += 100
    ours = F.scaled_dot_product_attention(Tensor(Q), Tensor(K), Tensor(moved), attn_mask=allowed)
    np.testing.assert_allclose(ours.numpy()[1], expected[1], 1e-12)


def test_causal_attention_looks_back_alone():
    causal = np.tril(np.ones((3, 5), bool))
    ours = F.scaled_dot_product_attention(*map(Tensor, (Q, K, V)), is_causal=True)
    np.testing.assert_allclose(ours.numpy(), reference(Q, K, V, causal), 1e-12)
    layer = nn.MultiheadAttention(4, 2, batch_first=True, dtype=np.float64)
    x = generator.normal(size=(2, 6, 4))
    outputs, weights = layer(x, x, x, is_causal=True)
    assert np.triu(weights.detach().numpy(), 1).max() == 0
    later = x.copy()
    later[:, 4:] += 1
    np.testing.assert_allclose(
        layer(later, later, later, is_causal=True)[0].detach().numpy()[:, :4],
        outputs.detach().numpy()[:, :4],
        1e-12,
    )


def test_a_scale_of_ones_own():
    ours = F.scaled_dot_product_attention(*map(Tensor, (Q, K, V)), scale=1.0)
    np.testing.assert_allclose(ours.numpy(), reference(2 * Q, K, V), 1e-12)  # sqrt(4) = 2


def test_heads_attend_separately():
    layer = nn.MultiheadAttention(4, 2, bias=False, dtype=np.float64)
    x = generator.normal(size=(5, 4))
    projected = x @ layer.in_proj_weight.data.T
    heads = [
        reference(*(projected[:, part + head : part + head + 2] for part in (0, 4, 8)))
        for head in (0, 2)
    ]
    expected = np.concatenate(heads, 1) @ layer.out_proj.weight.data.T
    np.testing.assert_allclose(layer(x, x, x)[0].detach().numpy(), expected, 1e-12)


def test_masks_of_the_layer_say_where_not_to_look():
    layer = nn.MultiheadAttention(4, 2, batch_first=True, dtype=np.float64)
    x = generator.normal(size=(2, 3, 4))
    padding = np.array([[False, False, True], [False, False, False]])
    outputs, weights = layer(x, x, x, key_padding_mask=padding)
    assert weights.detach().numpy()[0, :, 2].tolist() == [0, 0, 0]
    alone = layer(x[:1, :2], x[:1, :2], x[:1, :2])[0].detach().numpy()
    np.testing.assert_allclose(outputs.detach().numpy()[0, :2], alone[0], 1e-12)
    not_itself = np.eye(3, dtype=bool)
    _, weights = layer(x, x, x, attn_mask=not_itself)
    assert np.abs(np.diagonal(weights.detach().numpy(), axis1=1, axis2=2)).max() == 0
    each = np.zeros((4, 3, 3))
    each[1, 0, 1] = -np.inf  # sample 0, head 1, query 0
    _, weights = layer(x, x, x, attn_mask=each, average_attn_weights=False)
    assert (weights.detach().numpy() == 0).sum() == 1
    assert weights.detach().numpy()[0, 1, 0, 1] == 0
    both = layer(x, x, x, key_padding_mask=padding, attn_mask=not_itself)[1].detach().numpy()
    assert both[0, 0].tolist() == [0, 1, 0]


def test_weights_are_returned_as_asked():
    layer = nn.MultiheadAttention(4, 2)
    x = autograd.randn(3, 5, 4)
    _, mean = layer(x, x, x)
    _, each = layer(x, x, x, average_attn_weights=False)
    assert mean.shape == (5, 3, 3)
    assert each.shape == (5, 2, 3, 3)
    np.testing.assert_allclose(each.detach().numpy().mean(1), mean.detach().numpy(), 1e-5)
    assert layer(x, x, x, need_weights=False)[1] is None


def test_dropout_acts_in_training_alone():
    layer = nn.MultiheadAttention(4, 2, dropout=0.5)
    x = autograd.randn(6, 5, 4)
    assert (layer(x, x, x)[0] != layer(x, x, x)[0]).any()
    layer.eval()
    np.testing.assert_array_equal(layer(x, x, x)[0].detach().numpy(), layer(x, x, x)[0].detach().numpy())


def zeros(*shape):
    return autograd.zeros(shape)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.MultiheadAttention(4, 3), "embed_dim must be divisible by num_heads, got 4 and 3"),
        (lambda: nn.MultiheadAttention(4, 0), "num_heads must be a positive integer, got 0"),
        (lambda: nn.MultiheadAttention(4, 2)(zeros(3, 4), zeros(3, 5), zeros(3, 4)), r"the key has shape \(3, 5\); it must have 4 features"),
        (lambda: nn.MultiheadAttention(4, 2)(zeros(3, 2, 4), zeros(3, 4), zeros(3, 4)), r"the key has shape \(3, 4\).* whose shape is \(3, 2, 4\)"),
        (lambda: nn.MultiheadAttention(4, 2)(zeros(3, 2, 4), zeros(3, 1, 4), zeros(3, 1, 4)), "the batches must be equal, and the lengths"),
        (lambda: nn.MultiheadAttention(4, 2)(zeros(3, 4), zeros(3, 4), zeros(3, 4), attn_mask=zeros(2, 3)), r"attn_mask has shape \(2, 3\); it must be \(3, 3\) or \(2, 3, 3\)"),
        (lambda: nn.MultiheadAttention(4, 2)(zeros(3, 2, 4), zeros(3, 2, 4), zeros(3, 2, 4), key_padding_mask=zeros(3)), r"key_padding_mask has shape \(3,\); it must be \(2, 3\)"),
        (lambda: F.scaled_dot_product_attention(zeros(3, 4), zeros(3, 4), zeros(3, 4), zeros(3, 3), is_causal=True), "give a mask or is_causal=True, not both"),
        (lambda: F.scaled_dot_product_attention(zeros(1, 4), zeros(3, 4), zeros(3, 4), zeros(5, 3)), r"a mask of shape \(5, 3\) does not broadcast to the scores' shape \(1, 3\)"),
        (lambda: F.scaled_dot_product_attention(zeros(1, 4), zeros(3, 4), zeros(3, 4), zeros(2, 1, 3)), r"a mask of shape \(2, 1, 3\) does not broadcast"),
        (lambda: F.scaled_dot_product_attention(zeros(3, 4), zeros(3, 5), zeros(3, 4)), r"queries of shape \(3, 4\) and keys of shape \(3, 5\)"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_mask_of_integers_could_mean_either_and_is_refused():
    # PyTorch 2.13 refuses it too; added to the scores it would hide nothing.
    mask = np.ones((3, 3), int)
    with pytest.raises(TypeError, match="attention: a mask is of booleans, or of floats .* int64"):
        F.scaled_dot_product_attention(*[zeros(3, 4)] * 3, attn_mask=mask)
    with pytest.raises(TypeError, match="MultiheadAttention: attn_mask: a mask is of booleans"):
        nn.MultiheadAttention(4, 2)(*[zeros(3, 4)] * 3, attn_mask=mask)
    with pytest.raises(TypeError, match="MultiheadAttention: key_padding_mask: a mask is of bool"):
        nn.MultiheadAttention(4, 2)(*[zeros(3, 4)] * 3, key_padding_mask=[0, 0, 1])


@pytest.mark.parametrize("mask", [
    np.array([[True, False], [False, False]]), np.array([[0.0, -np.inf], [-np.inf, -np.inf]]),
], ids=["booleans", "numbers"])  # fmt: skip
def test_a_query_that_may_look_at_no_key_gets_0_and_spoils_no_gradient(mask):
    # PyTorch 2.13: zeros. A NaN would go through the gradients into every weight.
    q, k, v = (Tensor(np.ones((2, 3)), requires_grad=True) for _ in range(3))
    out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    assert out.data.tolist() == [[1.0] * 3, [0.0] * 3]
    out.sum().backward()
    assert v.grad.data.tolist() == [[1.0] * 3, [0.0] * 3]
    assert np.isfinite(q.grad.data).all()
    assert np.isfinite(k.grad.data).all()


def test_a_sequence_of_padding_alone_gets_the_bias_of_the_output():
    layer = nn.MultiheadAttention(4, 2, batch_first=True)
    x = autograd.randn(2, 3, 4)
    padding = np.array([[False, False, True], [True, True, True]])
    outputs, weights = layer(x, x, x, key_padding_mask=padding)
    np.testing.assert_array_equal(weights.detach().data[1], np.zeros((3, 3)))
    np.testing.assert_array_equal(outputs.detach().data[1], [layer.out_proj.bias.data] * 3)
    assert np.isfinite(outputs.data).all()


def test_causal_goes_together_with_masks():
    # As in PyTorch, where is_causal is a hint about an attn_mask that is given too.
    layer = nn.MultiheadAttention(4, 2, batch_first=True, dtype=np.float64)
    x = generator.normal(size=(2, 3, 4))
    causal = ~np.tri(3, dtype=bool)
    padding = np.array([[False, False, True], [False, True, False]])
    expected = layer(x, x, x, attn_mask=causal, key_padding_mask=padding)
    for masks in ({}, {"attn_mask": causal}):
        ours = layer(x, x, x, key_padding_mask=padding, is_causal=True, **masks)
        for a, b in zip(ours, expected, strict=True):
            np.testing.assert_array_equal(a.detach().data, b.detach().data)


def test_attention_takes_lists_and_arrays():
    for kind in (list, np.array, Tensor):
        q, k = kind([[0.0, 0.0]]), kind([[1.0, 2.0], [3.0, 4.0]])
        out = F.scaled_dot_product_attention(q, k, kind([[1.0], [3.0]]))
        assert np.asarray(out).tolist() == [[2.0]]
    assert F.scaled_dot_product_attention(zeros(1, 0), zeros(2, 0), [[1.0], [3.0]]).tolist() == [[2.0]]


@pytest.mark.parametrize("batch_first", [True, False])
def test_inputs_that_are_the_same_object_are_projected_as_others_are(batch_first):
    layer = nn.MultiheadAttention(4, 2, batch_first=batch_first, dtype=np.float64)
    x, y = autograd.randn(3, 3, 4), autograd.randn(3, 3, 4)
    for inputs in ((x, x, x), (x, y, y), (x, x, y), (x, y, x)):
        apart = [Tensor(one.data.copy()) for one in inputs]
        for ours, theirs in zip(layer(*inputs), layer(*apart), strict=True):
            np.testing.assert_allclose(ours.detach().data, theirs.detach().data, 1e-12)
