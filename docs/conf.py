"""How Sphinx makes the site: `make docs`."""

from __future__ import annotations

project = "handgrad"
author = "handgrad contributors"
copyright = "handgrad contributors"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["_build"]
nitpicky = True

# Markdown: formulas between dollars, and links to headings.
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3

# A lesson's code runs whenever the site is built; a lesson whose code fails breaks the build.
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True

html_theme = "furo"
html_title = "handgrad"
