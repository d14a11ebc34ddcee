"""A picture of nn.plots shows itself in a notebook."""

import pickle

import nn
from nn.plots.figures import new_figure


def surface():
    return nn.plots.loss_surface(lambda x, y: x**2 + y**2, {}, xlim=(-1, 1), ylim=(-1, 1))


def test_a_notebook_gets_a_png_without_pyplot():
    figure = surface()
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert repr(figure).startswith("<Figure size 700x500")


def test_it_can_be_pickled():
    figure = new_figure(2.0, 1.0)
    figure.add_subplot(title="curves")
    assert pickle.loads(pickle.dumps(figure)).axes[0].get_title() == "curves"
