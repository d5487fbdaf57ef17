"""Has tree-sitter read PowerShell scripts: python3 check_powershell.py FILE... Names those that it can't read."""

import pathlib
import sys

import tree_sitter
import tree_sitter_powershell

parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
print("\n".join(one for one in sys.argv[1:] if parser.parse(pathlib.Path(one).read_bytes()).root_node.has_error), end="")
