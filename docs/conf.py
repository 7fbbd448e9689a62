"""How the documentation site is built: ``make docs`` writes it to ``docs/_build``, offline."""

from importlib.metadata import version as version_of

project = "fazhi-analysis"
author = "the fazhi-analysis contributors"
release = version = version_of("fazhi-analysis")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "examples"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
# Links that leave docs/ (README, code) lead to files of the repository; the tests check them.
suppress_warnings = ["myst.xref_missing"]
autodoc_typehints = "description"
autodoc_member_order = "bysource"
html_theme = "furo"
html_title = f"fazhi-analysis {release}"
html_show_sphinx = False
