"""What slides over images and signals: convolution and its transpose, borders, patches."""

from .borders import *
from .forwards import *
from .patches import *
from .transposes import *

from . import borders, forwards, patches, transposes  # isort: skip

__all__: list[str] = []
__all__ += borders.__all__
__all__ += forwards.__all__
__all__ += patches.__all__
__all__ += transposes.__all__
