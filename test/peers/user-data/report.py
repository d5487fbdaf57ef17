"""Prints PASS or FAIL for each check, and ends with 1 when one failed."""

import sys

_failed = []


def check(name, got, want):
    """One check: `got` is to equal `want`."""
    passed = got == want
    print(f"{'PASS' if passed else 'FAIL'} {name}")
    if not passed:
        _failed.append(name)
        print(f"     got  {got!r}\n     want {want!r}")


def end():
    """Says how it went, and ends the process."""
    print(f"{len(_failed)} failed" if _failed else "all passed")
    sys.exit(1 if _failed else 0)
