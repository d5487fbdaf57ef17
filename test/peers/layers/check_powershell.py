"""Tells what tree-sitter can't read of PowerShell scripts: python3 check_powershell.py FILE..."""

import pathlib
import sys

import tree_sitter
import tree_sitter_powershell

parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))


def nodes(node):
    yield node
    for child in node.children:
        yield from nodes(child)


for file in sys.argv[1:]:
    for node in nodes(parser.parse(pathlib.Path(file).read_bytes()).root_node):
        if node.is_error or node.is_missing:
            print(f"{file}:{node.start_point[0] + 1}: {node.text.decode()}")
