"""Has tree-sitter read the PowerShell that is rendered: python3 check_powershell.py FOLDER

Wants the packages tree-sitter and tree-sitter-powershell (PyPI).
"""

import json
import pathlib
import re
import sys

import tree_sitter
import tree_sitter_powershell

from report import check, end

folder = pathlib.Path(sys.argv[1])
expected = json.loads((folder / "expected.json").read_text())
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))

STRINGS = {
    "plain": "verbatim_string_characters",
    "single": "verbatim_string_characters",
    "double": "expandable_string_literal",
    "singleHere": "verbatim_here_string_characters",
    "doubleHere": "expandable_here_string_literal",
}


# What tree-sitter-powershell 0.26 itself gets wrong, and PowerShell does not: "#" after an escape in a string that
# expands (it sees a comment), and a carriage return alone in a here-string.
NOT_READ = {"double": "#", "singleHere": "\r", "doubleHere": "\r"}


def nodes(node):
    yield node
    for child in node.children:
        yield from nodes(child)


def errors(script):
    tree = parser.parse(script.encode())
    return [node.text.decode() for node in nodes(tree.root_node) if node.is_error or node.is_missing]


def strings(script, kind):
    tree = parser.parse(script.encode())
    return [node for node in nodes(tree.root_node) if node.type == kind]


def expansions(node):
    """What would be expanded inside a string; a backtick before "$" hides it."""
    return [one.text.decode() for one in nodes(node) if one.type in ("variable", "sub_expression")]


def decoded(text, place):
    """What PowerShell makes of a string's source."""
    if place in ("plain", "single"):
        return re.sub("['\u2018-\u201b](['\u2018-\u201b])", r"\1", text[1:-1])
    if place == "double":
        return re.sub('`(.)|(["\u201c-\u201e])["\u201c-\u201e]', r"\1\2", text[1:-1], flags=re.DOTALL)
    body = re.fullmatch(r"@['\"]\n(.*)\n['\"]@", text, flags=re.DOTALL)
    inner = body.group(1) if body else text
    return inner if place == "singleHere" else re.sub("`(.)", r"\1", inner, flags=re.DOTALL)


def values_arrive(place):
    wrong = []
    everywhere = [case for case in expected["powershell"] if case["place"] == place]
    cases = [case for case in everywhere if NOT_READ.get(place, "\0") not in case["value"]]
    for case in cases:
        found = strings(case["text"], STRINGS[place])
        got = (errors(case["text"]), [decoded(node.text.decode(), place) for node in found],
               [one for node in found for one in expansions(node)])
        if got != ([], [case["value"]], []):
            wrong.append((case, got))
    check(f"{len(cases)} values arrive unchanged as one string: {place} ({len(everywhere) - len(cases)} left out)", wrong[:3], [])


for place in STRINGS:
    values_arrive(place)

for path in sorted(folder.glob("windows*.txt")):
    block = re.fullmatch(r"<powershell>\n([^<]*)</powershell>\n(<persist>true</persist>\n)?", path.read_text())
    check(f"{path.name}: the rendering is one block, which nothing in it ends", block is not None, True)
    check(f"{path.name}: what the agent runs is PowerShell without errors", errors(block.group(1)) if block else None, [])
for path in sorted(folder.glob("*.ps1")):
    check(f"{path.name}: PowerShell without errors", errors(path.read_text(encoding="utf-8-sig")), [])
end()
