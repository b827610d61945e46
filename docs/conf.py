"""Sphinx's settings for the book; `build_book.py` says for which language."""

import logging
import os
import sys
from importlib import metadata
from pathlib import Path

import jieba

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))
from glossary import write_words  # noqa: E402

chinese = os.environ["BOOK_LANGUAGE"] == "zh"
mathjax_file = Path(os.environ["BOOK_MATHJAX"])
repository = os.environ.get("GITHUB_REPOSITORY")
site = os.environ.get("BOOK_URL")  # where the book is published, for the card of a link to it

project = "卷积网络" if chinese else "Convolutional networks"
author = "the authors of the course"
html_title = project
version = release = metadata.version("cnn-course")
language = "zh_CN" if chinese else "en"

extensions = [
    "myst_nb",
    "sphinx_design",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.mathjax",
]
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "attrs_block", "html_image"]
myst_dmath_double_inline = True
exclude_patterns = ["files", "readme_part.md"]  # offered as they are, included in a page
nb_execution_mode = "off"  # the pages come with their outputs
nb_merge_streams = True
autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_use_param = napoleon_use_rtype = False  # so types are part of the text that is translated
default_role = "literal"

gettext_additional_targets = ["literal-block"]
gettext_location = False  # else every line that moves changes the catalogs

templates_path = ["templates"]
html_theme = "sphinx_book_theme"
html_extra_path = [os.environ["BOOK_FILES"]]
html_static_path = ["static", str(mathjax_file.parent)]
html_css_files = ["book.css"]
html_js_files = ["progress.js"]
mathjax_path = mathjax_file.name
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_baseurl = f"{site}/{'zh' if chinese else 'en'}/" if site else ""
html_context = {"default_mode": "auto", "other": "en" if chinese else "zh", "site": site}
html_theme_options = {
    "navbar_persistent": [],
    "article_header_end": ["language-switch.html", "article-header-buttons.html"],
    "use_download_button": False,
    "show_toc_level": 2,
    "extra_footer": f"<p>{project}, {version}</p>",
    **({"repository_url": f"https://github.com/{repository}"} if repository else {}),
}
if chinese:
    jieba.setLogLevel(logging.WARNING)
    html_search_language = "zh"
    html_search_options = {"dict": str(write_words(mathjax_file.parents[1] / "words.txt"))}
