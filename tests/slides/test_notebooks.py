"""Deck 5's notebooks: linear, logistic and softmax regression, and XOR, trained to the end."""

import autograd
import nn
from autograd import Tensor, cat, stack
from tests.slides.helpers import descend
from tests.slides.rows import row
from tests.slides.tables import GATE_INPUTS, QUIZ_RESULTS, QUIZZES

XOR = Tensor([[0.0], [1.0], [1.0], [0.0]])


def linear(weight, bias):
    """A layer with the given weights, one row per output, in double precision."""
    layer = nn.Linear(len(weight[0]), len(weight), dtype=float)
    layer.load_state_dict({"weight": weight, "bias": bias})
    return layer


def train(model, loss, x, y, lr, steps):
    """Full-batch steps; the cost before each, and after the last."""
    return descend(lambda: loss(model(x), y), model.parameters(), lr, steps)


def accuracy(outputs, classes):
    return (outputs == classes).astype(float).mean()


@row("tensor_basics")
def test_shapes(row):
    t, v, m = autograd.zeros(2, 2, 3), autograd.zeros(3), autograd.zeros(2, 2)
    row.expect(view=t.view(-1, 3).shape, view2=t.view(-1, 1, 3).shape)
    row.expect(squeeze=autograd.zeros(3, 1).squeeze().shape)
    row.expect(unsq=[v.unsqueeze(0).shape, v.unsqueeze(1).shape, v.unsqueeze(-1).shape])
    row.expect(cat0=cat([m, m], dim=0).shape, cat1=cat([m, m], dim=1).shape)
    pairs = [Tensor([1.0, 4.0]), Tensor([2.0, 5.0]), Tensor([3.0, 6.0])]
    row.expect(stack=stack(pairs).shape, stack1=stack(pairs, dim=1).shape)


X, Y = Tensor([[1.0], [2.0], [3.0]]), Tensor([[2.0], [4.0], [6.0]])


@row("nb1_linear")
def test_notebook_1(row):
    model = linear([[0.0]], [0.0])
    cost = train(model, nn.MSELoss(), X, Y, lr=0.01, steps=2001)
    row.expect(cost=[cost[epoch] for epoch in (0, 1, 100, 1000)])
    row.expect(W=model.weight[0, 0], b=model.bias[0])


@row("nb3_simple")
def test_notebook_3_with_one_feature(row):
    model = linear([[0.5153]], [-0.4414])
    trace = train(model, nn.MSELoss(), X, Y, lr=0.01, steps=2001)
    cost = [trace[epoch] for epoch in (0, 100, 1000)]
    (pred4,) = model(Tensor([4.0]))
    row.expect(cost=cost, W=model.weight[0, 0], b=model.bias[0], pred4=pred4)
    row.expect(printed_cost=cost, printed_pred4=pred4)


@row("nb2_multi")
def test_notebook_2(row):
    model = linear([[0.0, 0.0, 0.0]], [0.0])
    cost = train(model, nn.MSELoss(), QUIZZES, QUIZ_RESULTS, lr=1e-5, steps=1000)
    row.expect(cost=[cost[epoch] for epoch in (0, 1, 100, 1000)])


@row("nb2_multi_typo")
def test_notebook_2_as_printed(row):
    typo = Tensor([[0.0] * 3, [0.0] * 3, [0.0, 0.0, 80.0 - 90.0], [0.0] * 3, [0.0] * 3])
    model = linear([[0.0, 0.0, 0.0]], [0.0])
    trace = train(model, nn.MSELoss(), QUIZZES + typo, QUIZ_RESULTS, lr=1e-5, steps=20)
    cost = [trace[epoch] for epoch in (1, 10, 20)]
    row.expect(cost=cost, printed_cost=cost)


@row("nb3_multi")
def test_notebook_3_with_three_features(row):
    model = linear([[0.2975, -0.2548, -0.1119]], [0.2710])
    trace = train(model, nn.MSELoss(), QUIZZES, QUIZ_RESULTS, lr=1e-5, steps=2001)
    cost = [trace[epoch] for epoch in (0, 100, 2000)]
    (pred,) = model(Tensor([73.0, 80.0, 75.0]))
    row.expect(cost=cost, pred=pred, printed_cost=cost, printed_pred=pred)


@row("nb5_logistic")
def test_notebook_5(row):
    x = Tensor([[1.0, 2.0], [2.0, 3.0], [3.0, 1.0], [4.0, 3.0], [5.0, 3.0], [6.0, 2.0]])
    y = Tensor([[0.0], [0.0], [0.0], [1.0], [1.0], [1.0]])
    layer = linear([[0.0, 0.0]], [0.0])
    model = nn.Sequential(layer, nn.Sigmoid())
    cost = train(model, nn.BCELoss(), x, y, lr=1.0, steps=1001)
    row.expect(cost=[cost[epoch] for epoch in (0, 100, 500, 1000)])
    row.expect(w=layer.weight[0], b=layer.bias[0], p=model(x)[:, 0])


# Notebook 6: eight samples with four features, in three classes.
X6 = Tensor(
    [[1.0, 2.0, 1.0, 1.0], [2.0, 1.0, 3.0, 2.0], [3.0, 1.0, 3.0, 4.0], [4.0, 1.0, 5.0, 5.0],
     [1.0, 7.0, 5.0, 5.0], [1.0, 2.0, 5.0, 6.0], [1.0, 6.0, 6.0, 6.0], [1.0, 7.0, 7.0, 7.0]]
)  # fmt: skip
Y6 = Tensor([2, 2, 2, 1, 1, 1, 0, 0])


def softmax_regression(biases):
    W = autograd.zeros(4, 3, requires_grad=True)
    b = autograd.zeros(biases, requires_grad=True)
    return W, b, lambda: nn.CrossEntropyLoss()(X6 @ W + b, Y6)


@row("nb6_softmax_b3", biases=3)
@row("nb6_softmax_b1", biases=1)
def test_notebook_6(row, biases):
    W, b, loss = softmax_regression(biases)
    cost = descend(loss, [W, b], lr=0.1, steps=1000)
    row.expect(cost=[cost[epoch] for epoch in (0, 1, 100, 1000)])


@row("nb6_softmax_grad0")
def test_notebook_6_before_learning(row):
    W, b, loss = softmax_regression(3)
    loss().backward()
    row.expect(dW=W.grad, db=b.grad)


@row("nb7_xor_single")
def test_notebook_7(row):
    autograd.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 1, dtype=float), nn.Sigmoid())
    cost = train(model, nn.BCELoss(), GATE_INPUTS, XOR, lr=1.0, steps=2000)
    p = model(GATE_INPUTS)
    # The outputs come as close to 1/2 as rounding lets them; above it is what is above that.
    row.expect(cost=cost[-1], p=p[:, 0], acc=accuracy(p > 0.5 + 1e-6, XOR))


@row("nb8_xor_mlp")
def test_notebook_8(row):
    autograd.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1), nn.Sigmoid()).to(float)
    cost = train(model, nn.BCELoss(), GATE_INPUTS, XOR, lr=0.5, steps=5000)
    row.expect(acc=accuracy(model(GATE_INPUTS) > 0.5, XOR), cost=cost[-1])
