"""How Sphinx makes the site: `make docs`."""

from __future__ import annotations

import importlib.metadata
import logging
import os
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
BUILD = ROOT / "build"
sys.path[:0] = [str(DOCS / "_extensions"), str(ROOT)]

from lesson_cache import cache_folder  # noqa: E402

project = "handgrad"
author = "handgrad contributors"
copyright = "handgrad contributors"
language = "en"

extensions = [
    "myst_nb", "sphinx.ext.mathjax", "sphinx_copybutton",
    "reference", "lesson_pages", "joined_streams",
]  # fmt: skip
exclude_patterns = ["_*", "ko/README.md"]  # the latter is for whoever opens the repository
nitpicky = True
templates_path = ["_templates"]

# Markdown: formulas between dollars, and links to headings as GitHub names them.
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
myst_dmath_double_inline = True

# A lesson's code runs whenever the site is built, if it or the library has changed; if it fails, or
# writes to standard error, so does the build.
SETTINGS = """
c.InlineBackend.figure_formats = {"svg"}
c.HistoryManager.enabled = False
c.IPKernelApp.log_level = "ERROR"  # not that it talks over TCP, which is within this machine
"""
nb_execution_mode = "cache"
nb_execution_cache_path = str(cache_folder(BUILD, [ROOT / "autograd", ROOT / "nn"], SETTINGS))
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_execution_timeout = 300  # seconds a cell
nb_merge_streams = True
nb_output_stderr = "warn"

# The kernels: this Python, settings of their own and not those of whoever builds, the bundled
# MNIST, the library of this folder.
os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
profile = BUILD / "ipython" / "profile_default"
profile.mkdir(parents=True, exist_ok=True)
(profile / "ipython_kernel_config.py").write_text(f"c = get_config()\n{SETTINGS}", encoding="utf-8")
os.environ["IPYTHONDIR"] = str(profile.parent)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
os.environ.pop("MNIST_DIR", None)
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
import matplotlib.font_manager  # noqa: E402, F401  # it makes its cache here, and not in a lesson that says so

# Formulas are typeset in the browser by MathJax, from a file of the site: no network.
MATHJAX = "mathjax/static/mathjax/es5/tex-svg-full.js"
mathjax_path = "tex-svg-full.js"
mathjax3_config = {"options": {"enableMenu": False}, "svg": {"fontCache": "global"}}

html_theme = "furo"
html_title = "handgrad"
html_static_path = [
    "_static",
    str(importlib.metadata.distribution("django-static-mathjax").locate_file(MATHJAX)),
]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
# Sessions are copied without prompts and outputs.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
pygments_style = "friendly"
pygments_dark_style = "monokai"
toc_object_entries_show_parents = "hide"
add_module_names = False

# `make links`: not what is on this machine, nor what stands for an address.
linkcheck_ignore = [r"https?://(localhost|127\.0\.0\.1)", r"https?://example\."]
linkcheck_timeout = 30
linkcheck_anchors = False
