#!/usr/bin/env python3
"""Runs the tests of each level by unittest; each writes a JUnit file.

usage: test.py [--junit FOLDER] [LEVEL ...]
"""

import argparse
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEVELS = ("unit", "integration")
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from junit_result import JUnitResult  # noqa: E402  (the path comes first)


def run(level, results):
    print(f"\n{level} tests, on Python {sys.version.split()[0]}", file=sys.stderr, flush=True)
    suite = unittest.TestLoader().discover(str(ROOT / "tests" / level), top_level_dir=str(ROOT))
    result = unittest.TextTestRunner(verbosity=2, resultclass=JUnitResult).run(suite)
    result.write(results / f"{level}.xml", ROOT)
    return result.wasSuccessful() and result.testsRun > 0


def main():
    parser = argparse.ArgumentParser(description="Run the tests.")
    parser.add_argument("--junit", metavar="FOLDER", default="test-results", type=Path)
    parser.add_argument("levels", metavar="LEVEL", nargs="*")
    given = parser.parse_args()
    levels = given.levels or LEVELS
    # All of them run, so that a report has everything that fails.
    failed = [level for level in levels if not run(level, given.junit)]
    said = f"Failed: {', '.join(failed)}" if failed else f"All passed: {', '.join(levels)}"
    print(f"{said} tests.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
