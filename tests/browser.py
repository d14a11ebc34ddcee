"""A real browser for tests: Chromium without a network, which must find nothing to complain of."""

from __future__ import annotations

import atexit
import functools
import importlib.metadata
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["katex", "opened"]

OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@functools.cache
def chromium() -> Browser:
    """Start Chromium, once in a process of tests."""
    from playwright.sync_api import sync_playwright

    driver = sync_playwright().start()
    atexit.register(driver.stop)  # it ends the browser too
    return driver.chromium.launch(executable_path=shutil.which("chromium"), args=OPTIONS)


@contextmanager
def opened(place: Path, width: int = 1280, height: int = 800, **options: Any) -> Iterator[Page]:
    """Open a file from disk, and check afterwards that nothing went wrong in the page.

    Its errors, warnings and whatever else it writes to the console fail the test, and so does a
    request for anything but the file itself.

    Args:
        place: the file.
        width: of the window, in pixels.
        height: of the window, in pixels.
        options: of Playwright's `new_context`, such as `color_scheme="dark"`.
    """
    context = chromium().new_context(
        viewport={"width": width, "height": height}, offline=True, **options
    )
    trouble: list[str] = []
    address = place.resolve().as_uri()
    try:
        page = context.new_page()
        page.on("console", lambda message: trouble.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: None
            if request.url.partition("#")[0] == address or request.url.startswith("data:")
            else trouble.append(f"request: {request.url}"),
        )
        page.goto(address)
        yield page
    finally:
        context.close()
    assert trouble == []


def katex() -> Path:
    """The script of KaTeX that a Sphinx extension brings, so that no test needs the network."""
    place = importlib.metadata.distribution("sphinxcontrib-katex")
    return Path(str(place.locate_file("sphinxcontrib/katex.min.js")))
