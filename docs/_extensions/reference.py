"""The reference: every public name with its docstring, by the directive `public-names`.

    .. public-names:: autograd
       :from: ops.activation ops.exponential

lists the names of `autograd.__all__` that these modules (below the package) define, and then
documents each; `names` gives the names themselves. Without either it takes all; a name whose home
is another package gets one line and a link.
"""

from __future__ import annotations

import importlib
import inspect
import math
import re
from functools import cache
from types import ModuleType
from typing import Any

from docstrings import to_rst
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

# Where a name is documented in full, if it is in several packages: in the first of them.
PACKAGES = [
    "autograd", "autograd.formula", "autograd.show", "autograd.testing",
    "autograd.testing.strategies", "nn", "nn.show", "nn.functional", "nn.optim",
    "nn.optim.lr_scheduler", "nn.init", "nn.utils", "nn.plots", "nn.data", "nn.data.augmentation",
]  # fmt: skip
HIDDEN = {"extra_repr"}  # each layer's word on how it is printed
OURS = re.compile(r"(autograd|nn)(\.|$)")
LEAF = re.compile(r"[A-Za-z_][\w.]*(?=(?:\(\.*\))?$)")


@cache
def public_names() -> dict[str, Any]:
    """Every public name in full, and what it stands for; packages are none."""
    names = {}
    for package in map(importlib.import_module, PACKAGES):
        for name in package.__all__:
            value = getattr(package, name)
            if not inspect.ismodule(value):
                names[f"{package.__name__}.{name}"] = value
    return names


@cache
def homes() -> dict[int, str]:
    """By identity: the full name under which an object is documented."""
    return {id(value): name for name, value in reversed(public_names().items())}


class PublicNames(SphinxDirective):
    """List and document public names of a package."""

    required_arguments = 1
    option_spec = {"from": directives.unchanged, "names": directives.unchanged}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        package = importlib.import_module(self.arguments[0])
        names = self.chosen(package)
        lines = [f".. py:currentmodule:: {package.__name__}", "", *summary(package, names)]
        for name in names:
            lines += entry(package, name)
        content = StringList()
        for line in lines:
            content.append(line, f"{package.__name__} (docstrings)")
        node = nodes.section()
        node.document = self.state.document
        self.state.nested_parse(content, self.content_offset, node, match_titles=True)
        return node.children

    def chosen(self, package: ModuleType) -> list[str]:
        """The names after `names`, and those that the modules after `from` define."""
        prefix = f"{package.__name__}."
        parted = [name.rpartition(".") for name in public_names()]
        names = [name for home, _, name in parted if home == package.__name__]
        if not self.options:
            return names
        chosen = self.options.get("names", "").split()
        for word in self.options.get("from", "").split():
            defined = importlib.import_module(prefix + word).__all__
            chosen += [name for name in defined if name in names and name not in chosen]
        if not chosen or not set(chosen) <= set(names):
            raise self.error(f"{package.__name__} has no public names of {self.options}")
        return chosen


def summary(package: ModuleType, names: list[str]) -> list[str]:
    """A table of the names with the first line of each docstring."""
    lines = [".. list-table::", "   :class: public-names", "   :widths: auto", ""]
    for name in names:
        full, value = f"{package.__name__}.{name}", getattr(package, name)
        text = (inspect.getdoc(value) or "").partition("\n\n")[0]
        told = to_rst(" ".join(text.split()), linker(full, value))
        lines += [f"   * - :py:obj:`~{full}`", f"     - {told[0]}"]
    return [*lines, ""]


def entry(package: ModuleType, name: str) -> list[str]:
    """What stands on the page of one name."""
    value = getattr(package, name)
    full = f"{package.__name__}.{name}"
    home = homes().get(id(value), full)
    if isinstance(value, type):
        kind = "exception" if issubclass(value, BaseException) else "class"
    else:
        kind = "function" if callable(value) else "data"
    head = [f".. py:{kind}:: {name}{signature(value)}", ""]
    if home != full:
        return [*head, f"   The same as :py:obj:`{home}`.", ""]
    lines = to_rst(inspect.getdoc(value) or "", linker(full, value))
    if isinstance(value, type):
        for member in members(value):
            lines += method(value, member, full)
    return [*head, *("   " + line if line else "" for line in lines), ""]


def members(kind: type) -> list[str]:
    """The public methods and properties of a class and of its hidden bases, in their order."""
    names: dict[str, None] = {}
    for base in kind.__mro__:
        hidden = base is kind or (OURS.match(base.__module__) and id(base) not in homes())
        if not hidden:
            break
        for name, value in vars(base).items():
            wanted = inspect.isroutine(value) or isinstance(value, property)
            wanted = wanted and name[0] != "_" and name not in HIDDEN
            if wanted and inspect.getdoc(getattr(kind, name)):
                names[name] = None
    return list(names)


def method(kind: type, name: str, full: str) -> list[str]:
    """A method or a property of a class; one that is an operation gets a line and a link."""
    raw = inspect.getattr_static(kind, name)
    value = getattr(kind, name)
    if isinstance(raw, property):
        head = [f".. py:property:: {name}"]
    else:
        bound = not isinstance(raw, (classmethod, staticmethod))
        head = [f".. py:method:: {name}{signature(value, bound)}"]
        for option, wrapper in {"classmethod": classmethod, "staticmethod": staticmethod}.items():
            head += [f"   :{option}:"] if isinstance(raw, wrapper) else []
        home = homes().get(id(value))
        if home:
            return [*head, "", f"   As :py:obj:`{home}`, of this tensor.", ""]
    lines = to_rst(inspect.getdoc(value) or "", linker(f"{full}.{name}", value))
    return [*head, "", *("   " + line if line else "" for line in lines), ""]


def signature(value: Any, bound: bool = False) -> str:
    """The parameters with their defaults; what their types are, the docstring says."""
    if not callable(value):
        return ""
    try:
        found = inspect.signature(value)
    except ValueError:
        return "()"
    parameters = [
        one.replace(annotation=inspect.Parameter.empty, default=Named(one.default))
        for one in list(found.parameters.values())[bound:]
    ]
    return str(inspect.Signature(parameters))


class Named:
    """A default value that is shown as a reader would write it."""

    def __new__(cls, value: Any) -> Any:
        text = "math.e" if value == math.e else getattr(value, "__name__", "...")
        plain = not (callable(value) or text == "math.e" or repr(value).startswith("<"))
        if value is inspect.Parameter.empty or plain:
            return value
        self = super().__new__(cls)
        self.text = text
        return self

    def __repr__(self) -> str:
        return self.text


def linker(full: str, value: Any = None) -> Any:
    """What code in the docstring of `full` refers to: a public name, as seen from there."""
    try:
        own = set(inspect.signature(value).parameters) if callable(value) else set()
    except ValueError:
        own = set()
    places = [full]
    while "." in places[-1]:
        places.append(places[-1].rpartition(".")[0])

    def link(code: str) -> str | None:
        found = LEAF.match(code)
        if not found or found[0] in own:
            return None
        for place in [*places[1:], "autograd", "nn", ""]:
            candidate = f"{place}.{found[0]}".removeprefix(".")
            if candidate in public_names() and candidate != full:
                return homes()[id(public_names()[candidate])]
        return None

    return link


def leave_foreign_names(
    app: Sphinx, env: Any, node: pending_xref, contnode: nodes.Node
) -> nodes.Node | None:
    """Show NumPy's and Python's names as they stand: only links to ours must lead somewhere."""
    if node.get("refdomain") == "py" and not OURS.match(node["reftarget"]):
        return contnode
    return None


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("public-names", PublicNames)
    app.connect("missing-reference", leave_foreign_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
