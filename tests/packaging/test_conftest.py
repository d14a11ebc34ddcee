"""The behaviour of tests/conftest.py, on small test suites of its own."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "conftest.py"
MARKED = """
    import pytest

    @pytest.mark.dot
    def test_picture(): pass

    @pytest.mark.dot
    @pytest.mark.latex
    def test_paper(): pass

    def test_numbers(): pass
"""


@pytest.fixture
def suite(pytester, monkeypatch):
    """A directory with our conftest, in an environment with none of the tools and no settings."""
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    for name in ("HANDGRAD_REQUIRE_TOOLS", "HANDGRAD_HYPOTHESIS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    tools = pytester.mkdir("tools")
    monkeypatch.setenv("PATH", str(tools))
    return pytester


def put_on_path(suite, command):
    tool = suite.path / "tools" / command
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_missing_tool_skips_its_tests_and_is_named_once(suite, processes):
    suite.makepyfile(MARKED)
    result = suite.runpytest_subprocess("-n", processes)
    result.assert_outcomes(passed=1, skipped=2)
    text = result.stdout.str()
    assert text.count("dot is not on PATH (it comes with Graphviz)") == 1
    assert "tests marked dot were skipped: 2" in text
    assert text.count("pdflatex is not on PATH (it comes with a TeX distribution)") == 1
    assert "tests marked latex were skipped: 1" in text
    assert "chromium" not in text


def test_a_present_tool_runs_its_tests(suite):
    suite.makepyfile(MARKED)
    put_on_path(suite, "dot")
    put_on_path(suite, "pdflatex")
    result = suite.runpytest_subprocess("--strict-markers", "-W", "error")
    result.assert_outcomes(passed=3)
    assert "not on PATH" not in result.stdout.str()


@pytest.mark.parametrize("how", ["option", "environment"])
def test_required_tools_fail_instead_of_skipping(suite, monkeypatch, how):
    suite.makepyfile(MARKED)
    put_on_path(suite, "pdflatex")
    if how == "environment":
        monkeypatch.setenv("HANDGRAD_REQUIRE_TOOLS", "1")
    result = suite.runpytest_subprocess(*["--require-tools"] * (how == "option"))
    result.assert_outcomes(passed=1, errors=2)  # pytest's word for a failure before the test starts
    result.stdout.fnmatch_lines(["*not on PATH: dot*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    ("profile", "derandomized", "at_least"), [(None, True, 20), ("heavy", False, 1000)]
)
def test_hypothesis_profiles(suite, monkeypatch, profile, derandomized, at_least):
    if profile:
        monkeypatch.setenv("HANDGRAD_HYPOTHESIS_PROFILE", profile)
    suite.makepyfile(f"""
        from hypothesis import settings

        def test_profile():
            assert settings().derandomize is {derandomized}
            assert settings().max_examples >= {at_least}
            assert settings().deadline is None
    """)
    suite.runpytest_subprocess().assert_outcomes(passed=1)


def test_an_unknown_hypothesis_profile_is_an_error(suite, monkeypatch):
    monkeypatch.setenv("HANDGRAD_HYPOTHESIS_PROFILE", "lazy")
    result = suite.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "'lazy'" in result.stderr.str()
