#!/usr/bin/env python3
"""Runs the tests of the libraries and of both functions; each suite writes a JUnit file.

usage: test.py [--junit FOLDER] [SUITE ...]

Python's run by unittest, Node's by its own runner. No package is installed: the libraries are taken from libraries/.
"""

import argparse
import os
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "libraries/shop-money"), str(ROOT / "scripts")]

from junit_result import JUnitResult  # noqa: E402  (the path comes first)


def run_python(tests, top):
    """Runs the tests of a folder, whose imports start at `top`."""

    def run(junit):
        suite = unittest.TestLoader().discover(str(ROOT / tests), top_level_dir=str(ROOT / top))
        result = unittest.TextTestRunner(verbosity=2, resultclass=JUnitResult).run(suite)
        result.write(junit, ROOT)
        return result.wasSuccessful() and result.testsRun > 0

    return run


def run_node(tests):
    def run(junit):
        link_library("@shop/receipt-layout", "libraries/receipt-layout")
        junit.parent.mkdir(parents=True, exist_ok=True)
        files = sorted(str(file.relative_to(ROOT)) for file in (ROOT / tests).glob("*.test.js"))
        reporters = ["--test-reporter=spec", "--test-reporter-destination=stdout"]
        reporters += ["--test-reporter=junit", f"--test-reporter-destination={junit.resolve()}"]
        return bool(files) and subprocess.run(["node", "--test", *reporters, *files], cwd=str(ROOT)).returncode == 0

    return run


def link_library(name, folder):
    """Node finds a library by its name in node_modules/, which git ignores and no zip holds."""
    link = ROOT / "node_modules" / name
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.exists():
        link.symlink_to(os.path.relpath(str(ROOT / folder), str(link.parent)))


SUITES = {
    "libraries": run_python("libraries", "libraries"),
    "orders-unit": run_python("functions/orders/tests/unit", "functions/orders"),
    "orders-integration": run_python("functions/orders/tests/integration", "functions/orders"),
    "receipts-unit": run_node("functions/receipts/tests/unit"),
    "receipts-integration": run_node("functions/receipts/tests/integration"),
}


def main():
    parser = argparse.ArgumentParser(description="Run the tests.")
    parser.add_argument("--junit", metavar="FOLDER", default="test-results", type=Path)
    parser.add_argument("suites", metavar="SUITE", nargs="*", help=", ".join(SUITES))
    given = parser.parse_args()
    unknown = [name for name in given.suites if name not in SUITES]
    if unknown:
        parser.error(f"There is no suite {', '.join(unknown)}; there are {', '.join(SUITES)}.")
    suites = given.suites or list(SUITES)
    failed = []
    # All of them run, so that a report has everything that fails.
    for name in suites:
        print(f"\n{name}", file=sys.stderr, flush=True)
        if not SUITES[name](given.junit / f"{name}.xml"):
            failed.append(name)
    said = f"Failed: {', '.join(failed)}" if failed else f"All passed: {', '.join(suites)}"
    print(f"{said}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
