"""Which tests can run on this machine, and how many examples Hypothesis tries."""

from __future__ import annotations

import os
import shutil
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

# Marker: the command that its tests run, and where it comes from.
TOOLS = {
    "browser": ("chromium", "Chromium"),
    "latex": ("pdflatex", "a TeX distribution"),
    "dot": ("dot", "Graphviz"),
}
MISSING = "missing tool"

# No time limits: a busy machine is not a wrong gradient.
common = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("default", derandomize=True, max_examples=50, **common)
settings.register_profile(
    "heavy", derandomize=False, max_examples=2000, print_blob=True, **common
)
settings.load_profile(os.environ.get("HANDGRAD_HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-tools",
        action="store_true",
        default=os.environ.get("HANDGRAD_REQUIRE_TOOLS") == "1",
        help="fail the tests whose tool is missing instead of skipping them"
        " (also HANDGRAD_REQUIRE_TOOLS=1)",
    )


def pytest_configure(config: pytest.Config) -> None:
    for marker, (command, _) in TOOLS.items():
        config.addinivalue_line("markers", f"{marker}: needs {command} on PATH")


def pytest_runtest_setup(item: pytest.Item) -> None:
    missing = [
        marker
        for marker, (command, _) in TOOLS.items()
        if item.get_closest_marker(marker) and not shutil.which(command)
    ]
    if not missing:
        return
    reason = "not on PATH: " + ", ".join(TOOLS[marker][0] for marker in missing)
    if item.config.getoption("--require-tools"):
        pytest.fail(reason, pytrace=False)
    # On the report, because that alone comes back from the processes of pytest-xdist.
    item.user_properties += [(MISSING, marker) for marker in missing]
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = Counter(
        marker
        for report in terminalreporter.stats.get("skipped", ())
        for name, marker in getattr(report, "user_properties", ())
        if name == MISSING
    )
    for marker, count in skipped.items():
        command, source = TOOLS[marker]
        terminalreporter.write_line(
            f"{command} is not on PATH (it comes with {source}):"
            f" tests marked {marker} were skipped: {count}"
        )
