"""Memory: a training run does not grow, and what is no longer used is gone at once.

Python's collector of cycles is off in these tests, so that a reference cycle would show as growth.
"""

import gc
import statistics
import tracemalloc
import weakref
from itertools import pairwise

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn.data import DataLoader, TensorDataset


@pytest.fixture(autouse=True)
def _no_collector():
    autograd.manual_seed(0)
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive():
    """The number of Tensors there are, reference cycles included."""
    return sum(isinstance(thing, Tensor) for thing in gc.get_objects())


def network():
    # 16 * 80 = 1,280 activations: more than the 1,000 up to which a released graph keeps arrays.
    return nn.Sequential(
        nn.Flatten(), nn.Linear(12, 80), nn.ReLU(), nn.Dropout(0.2), nn.Linear(80, 4)
    )


def batch():
    return autograd.randn(16, 3, 4).astype(np.float32), np.arange(16) % 4


def counts():
    """The numbers of Tensors, of all objects, and of bytes in use."""
    tensors, objects = alive(), len(gc.get_objects())
    gc.collect()  # empties Python's lists of free tuples, which fill up to hundreds of kilobytes
    return tensors, objects, tracemalloc.get_traced_memory()[0]


OPTIMIZERS = {
    "sgd": lambda params: nn.optim.SGD(params, lr=0.01),
    "momentum": lambda params: nn.optim.SGD(params, lr=0.01, momentum=0.9, weight_decay=0.01),
    "adam": lambda params: nn.optim.Adam(params, lr=0.01),
}


@pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_memory_is_flat_over_a_thousand_training_steps(make):
    model, loss_function = network(), nn.CrossEntropyLoss()
    optimizer = make(model.parameters())
    x, labels = batch()

    def train(steps):
        for _ in range(steps):
            optimizer.zero_grad()
            loss = loss_function(model(x), labels)
            loss.backward()
            optimizer.step()
        return loss.item()

    tracemalloc.start()
    try:
        first = train(20)
        gc.collect()  # what earlier tests left
        measured = [counts()]
        for _ in range(5):
            last = train(200)
            measured.append(counts())
    finally:
        tracemalloc.stop()
    assert last < first  # it did train
    tensors, objects, sizes = (
        [after - before for before, after in pairwise(column)]
        for column in zip(*measured, strict=True)
    )
    assert tensors == [0] * 5
    # What Python and NumPy set up once lies in one stretch; what each step leaves is in all of them.
    # Were one object or 8 bytes left of each step, these would be 200 and 1,600.
    assert abs(statistics.median(objects)) < 50
    assert abs(statistics.median(sizes)) < 800


def test_a_trainer_does_not_grow_with_its_epochs():
    x, labels = batch()
    model = network()
    trainer = nn.Trainer(model, nn.CrossEntropyLoss(), nn.optim.Adam(model.parameters()),
                         metrics=[nn.accuracy])  # fmt: skip
    loader = DataLoader(TensorDataset(x, labels), batch_size=4, shuffle=True)
    trainer.fit(loader, 2, validation=loader, progress=False)
    before = alive()
    trainer.fit(loader, 20, validation=loader, progress=False)
    assert alive() == before


@pytest.mark.parametrize("start", [0.0, Tensor(0.0)], ids=["number", "Tensor"])
@pytest.mark.parametrize("when", ["before backward", "after backward"])
def test_a_running_total_of_losses_does_not_grow(when, start):
    model = network()
    x, labels = batch()
    total, counts, losses = start, [], 0.0
    for step in range(1, 301):
        loss = nn.functional.cross_entropy(model(x), labels)
        if when == "before backward":
            total += loss
        loss.backward()
        if when == "after backward":
            total += loss
        losses += loss.item()
        del loss
        if step in (10, 300):
            counts.append(alive())
    assert counts[0] == counts[1]
    assert total.item() == pytest.approx(losses, rel=1e-4)


def test_after_backward_a_loss_holds_on_to_no_large_arrays():
    # Activations, a mask and the softmax of 200 rows of 500: 800,000 bytes each, in float64.
    layer = nn.Sequential(nn.Linear(3, 500, dtype=np.float64), nn.Sigmoid(), nn.Dropout(0.5))
    x, labels = autograd.ones(200, 3), np.arange(200)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        loss = nn.functional.cross_entropy(layer(x), labels)
        assert tracemalloc.get_traced_memory()[0] - before > 3 * 800_000
        loss.backward()
        assert tracemalloc.get_traced_memory()[0] - before < 100_000
    finally:
        tracemalloc.stop()
    assert loss.item() > 0


def test_a_graph_is_gone_as_soon_as_its_output_is():
    model = network()
    x, labels = batch()
    before = alive()
    for backward in (False, True):
        loss = nn.functional.cross_entropy(model(x), labels)
        assert alive() > before + 3
        if backward:
            loss.backward()
        watch = weakref.ref(loss)
        del loss
        assert watch() is None
        gradients = 4 if backward else 0
        assert alive() == before + gradients


def test_a_second_derivative_by_gradients_leaves_no_cycle():
    model = nn.Sequential(nn.Linear(12, 3, dtype=np.float64))
    x = Tensor(np.ones((2, 12)), requires_grad=True)
    before = alive()
    loss = nn.functional.cross_entropy(model(x), [0, 1])
    (slope,) = autograd.gradients(loss, x, create_graph=True)
    autograd.gradients((slope * slope).sum(), list(model.parameters()))
    del loss, slope
    assert alive() == before


def test_a_model_with_all_that_trained_it_is_gone_when_it_is_let_go():
    x, labels = batch()
    before = alive()
    model = network()
    optimizer = nn.optim.Adam(model.parameters())
    trainer = nn.Trainer(model, nn.CrossEntropyLoss(), optimizer)
    trainer.fit([(x, labels)], 2, progress=False)
    trainer.predict(x)
    watch = weakref.ref(model)
    del model, optimizer, trainer
    assert watch() is None
    assert alive() == before


def test_state_dicts_hold_on_to_nothing_of_the_model():
    model = network()
    optimizer = nn.optim.Adam(model.parameters())
    before = weakref.ref(next(model.parameters()))
    states = model.state_dict(), optimizer.state_dict()
    del model, optimizer
    assert before() is None
    assert len(states[0]) == 4


def test_hooks_keep_no_graph_alive():
    model = network()
    seen = []
    for module in model:
        module.register_forward_hook(lambda module, args, output: seen.append(output.shape))
        module.register_full_backward_hook(lambda module, *given: seen.append(len(given)))
    x, labels = batch()
    counts = []
    for _ in range(3):
        loss = nn.functional.cross_entropy(model(x), labels)
        loss.backward()
        watch = weakref.ref(loss)
        del loss
        assert watch() is None
        counts.append(alive())
    assert counts[0] == counts[2]
    assert len(seen) == 3 * (5 + 4)  # the first layer has no parameters and no gradient
