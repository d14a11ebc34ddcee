"""Every public name and method is in the reference, and docstrings look there as they are meant."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

import pytest
from sphinx.util.inventory import InventoryFile

import autograd
import nn
from tests.docs.built_pages import Page
from tests.test_docstrings import PUBLIC

sys.path.append(str(Path(__file__).parents[2] / "docs" / "_extensions"))
from docstrings import to_rst
from reference import linker, signature

CLASSES = {name: value for name, value in PUBLIC.items() if isinstance(value, type)}
# Other names under which the same object is public: documented once.
HOMES: dict[int, str] = {}
for public_name, public_value in PUBLIC.items():
    HOMES.setdefault(id(public_value), public_name)


@pytest.fixture(scope="module")
def places(site: Path) -> dict[str, str]:
    """Where each name is documented: the page and the place in it, by the full name."""
    with (site / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, place: place)
    return {
        name: item.uri.replace("$", name) if hasattr(item, "uri") else item[2].replace("$", name)
        for kind, items in inventory.items()
        if kind.startswith("py:")
        for name, item in items.items()
    }


@pytest.fixture(scope="module")
def reference(site: Path) -> dict[str, Page]:
    return {path.name: Page(path) for path in sorted((site / "reference").glob("*.html"))}


def test_every_public_name_is_documented_at_one_place(places: dict[str, str], reference: dict[str, Page]) -> None:
    assert len(PUBLIC) > 500
    assert PUBLIC.keys() - places.keys() == set()
    for name in PUBLIC:
        page, _, anchor = places[name].partition("#")
        assert page.startswith("reference/"), name
        assert anchor in reference[page.removeprefix("reference/")].ids, name


def test_every_public_method_is_documented(places: dict[str, str]) -> None:
    """Of a class itself; what it inherits from a public class stands there."""
    missing = []
    for name, kind in CLASSES.items():
        if HOMES[id(kind)] != name and not any(place.startswith(f"{name}.") for place in places):
            continue
        inherited = {one for base in kind.__mro__[1:] if id(base) in HOMES or base is object for one in dir(base)}
        for member in set(dir(kind)) - inherited - {"extra_repr"}:
            value = inspect.getattr_static(kind, member)
            if not member.startswith("_") and (inspect.isroutine(value) or isinstance(value, (property, classmethod))):
                own = (getattr(base, "__module__", "") for base in kind.__mro__ if member in vars(base))
                if next(own, "").startswith(("autograd", "nn")) and f"{name}.{member}" not in places:
                    missing.append(f"{name}.{member}")
    assert missing == []
    assert {"autograd.Tensor.backward", "autograd.Tensor.exp", "nn.Module.state_dict"} <= places.keys()


def test_pages_are_of_a_readable_size(places: dict[str, str]) -> None:
    of_pages: dict[str, int] = {}
    for name in PUBLIC:
        page = places[name].partition("#")[0]
        of_pages[page] = of_pages.get(page, 0) + 1
    assert max(of_pages.values()) <= 80
    assert len(of_pages) >= 15


@pytest.mark.parametrize("name", ["autograd.relu", "nn.Conv2d", "nn.optim.Adam", "nn.data.mnist"])
def test_a_docstring_is_whole(places: dict[str, str], site: Path, name: str) -> None:
    """Each word of the docstring outside of markup stands on the page."""
    page = site / places[name].partition("#")[0]
    shown = "".join(whole_text(page).split())
    for line in (inspect.getdoc(PUBLIC[name]) or "").splitlines():
        words = line.strip().removeprefix("...").removeprefix("- ").replace("`", "").replace("Args:", "Arguments:")
        for word in words.split():
            assert word.replace("'", "’") in shown.replace("'", "’") or '"' in word or word[:-1].isdigit(), (name, word)


def whole_text(page: Path) -> str:
    class Whole(Page):
        def handle_data(self, data: str) -> None:
            self.text += data

    return Whole(page).text


def no_links(code: str) -> None:
    return None


def test_prose_is_not_taken_for_markup() -> None:
    text = "Sums a*b*c and |x| of h_t and zeros_ for `x`'s; see https://example.org/a_b*c."
    assert to_rst(text, no_links)[0] == (
        r"Sums a\*b\*c and \|x\| of h\_t and zeros\_ for ``x``'s; see https://example.org/a_b*c."
    )


def test_code_and_links() -> None:
    def link(code: str) -> str | None:
        return {"exp": "autograd.exp", "exp()": "autograd.exp"}.get(code)

    assert to_rst("Non-`x` is ``exp`` or `exp()`, of `2 * x`s.", link)[0] == (
        r"Non-\ ``x`` is :py:obj:`exp <autograd.exp>` or :py:obj:`exp() <autograd.exp>`, of ``2 * x``\ s."
    )


def test_sections_formulas_and_examples() -> None:
    text = inspect.cleandoc(
        """
        First line.

            y = x**2

        Args:
            x, y: numbers,
                or none.
            *more: others.

        Returns:
            Their sum.

        Example:
            >>> 1 + 1
            2

        Source: deck 1,
            last part.
        """
    )
    assert to_rst(text, no_links) == [
        "First line.", "", ".. code-block:: text", "", "   y = x**2", "", "*Source:* deck 1,", "last part.", "", "",
        ":Arguments:", "   - ``x``, ``y``: numbers,", "     or none.", "", "   - ``*more``: others.", "", "",
        ":Returns:", "   Their sum.", "", "",
        ":Example:", "   .. code-block:: pycon", "", "      >>> 1 + 1", "      2", "", "",
    ]  # fmt: skip


def test_what_the_tests_go_by_is_there() -> None:
    assert autograd.Tensor.exp is autograd.exp
    assert nn.Module in CLASSES.values()


def test_a_parameter_is_no_link_though_a_function_has_its_name() -> None:
    """Else "the `norm`" of a function's arguments would lead to `autograd.norm`."""

    def example(norm: float) -> None:
        """Compare the `norm` with `autograd.exp`, `exp` and `no_such_name`."""

    link = linker("autograd.example", example)
    assert [link(code) for code in ("norm", "autograd.exp", "exp", "no_such_name")] == [
        None, "autograd.exp", "autograd.exp", None,
    ]  # fmt: skip


def test_a_name_is_first_looked_for_where_the_docstring_stands() -> None:
    assert linker("nn.functional.elu")("relu") == "nn.functional.relu"
    assert linker("nn.Module.apply")("state_dict") is None
    assert linker("nn.Softmax")("Module") == "nn.Module"
    assert linker("nn.optim.SGD")("Adam") == "nn.optim.Adam"
    assert linker("autograd.exp")("exp") is None


def test_signatures_read_as_one_would_write_them() -> None:
    assert signature(nn.Linear) == "(in_features, out_features, bias=True, dtype=None)"
    assert "base=math.e" in signature(nn.functional.binary_cross_entropy)
    assert signature(autograd.Tensor.backward, bound=True).startswith("(gradient=None")
    assert not any("0x" in signature(value) for value in PUBLIC.values())
