"""render.py FILE: the HTML that GitHub's own Markdown library makes of each page of a JSON list, as a JSON list."""

import json
import sys

import cmarkgfm
from cmarkgfm.cmark import Options

with open(sys.argv[1], encoding="utf-8") as file:
    pages = json.load(file)
html = [cmarkgfm.github_flavored_markdown_to_html(page, Options.CMARK_OPT_UNSAFE) for page in pages]
json.dump(html, sys.stdout)
