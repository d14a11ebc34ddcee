"""Initial values of parameters, written in place; each function returns its tensor.

Why initial values are random: two hidden units that start equal get equal gradients, and so stay
equal for ever; the network learns no more than with one of them. Random values break the symmetry.

    >>> import autograd, nn
    >>> def trained(initialize):
    ...     model = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
    ...     for parameter in model.parameters():
    ...         initialize(parameter)
    ...     optimizer = nn.optim.SGD(model.parameters(), lr=0.1)
    ...     for _ in range(100):
    ...         optimizer.zero_grad()
    ...         ((model(autograd.Tensor([[1.0, 2.0], [2.0, -1.0]])) - 1.0) ** 2).sum().backward()
    ...         optimizer.step()
    ...     return model[0].weight
    >>> weight = trained(lambda parameter: nn.init.constant_(parameter, 0.5))
    >>> bool((weight[0] == weight[1]).all())  # the two hidden units
    True
    >>> _ = autograd.manual_seed(0)
    >>> weight = trained(lambda parameter: nn.init.normal_(parameter, std=0.05))
    >>> bool((weight[0] == weight[1]).any())
    False

Source: deck 2, "가중치 초기화" (weight initialization). The decks' `random_normal`, Keras's, is
`normal_(tensor, std=0.05)`; the uniform values of `nn.Linear`, within `1 / sqrt(fan_in)`, are
`kaiming_uniform_(tensor, a=math.sqrt(5))`.
"""

from .constants import *
from .distributions import *
from .scaled import *

from . import constants, distributions, scaled  # isort: skip

__all__: list[str] = []
__all__ += constants.__all__
__all__ += distributions.__all__
__all__ += scaled.__all__
