#!/usr/bin/env python3
"""Runs the tests: by pytest where it is installed, otherwise by unittest. Both can write a JUnit file.

usage: test.py [--junit FILE] [--runner pytest|unittest]
"""

import argparse
import importlib.util
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from junit_result import JUnitResult  # noqa: E402  (the path comes first)


def run_pytest(junit):
    command = [sys.executable, "-m", "pytest"]
    if junit:
        command.append(f"--junit-xml={junit}")
    return subprocess.run(command, cwd=str(ROOT), check=False).returncode


def run_unittest(junit):
    loader = unittest.TestLoader()
    suite = loader.discover(str(ROOT / "tests"), pattern="test_*.py", top_level_dir=str(ROOT))
    runner = unittest.TextTestRunner(verbosity=1, resultclass=JUnitResult)
    result = runner.run(suite)
    if junit:
        result.write(Path(junit), ROOT)
    return 0 if result.wasSuccessful() and result.testsRun > 0 else 1


def main():
    parser = argparse.ArgumentParser(description="Run the tests.")
    parser.add_argument("--junit", metavar="FILE", help="where to write the results as JUnit XML")
    parser.add_argument("--runner", choices=["pytest", "unittest"])
    given = parser.parse_args()
    junit = str(Path(given.junit).resolve()) if given.junit else None
    runner = given.runner or ("pytest" if importlib.util.find_spec("pytest") else "unittest")
    print(f"Running the tests by {runner} on Python {sys.version.split()[0]}.", flush=True)
    return run_pytest(junit) if runner == "pytest" else run_unittest(junit)


if __name__ == "__main__":
    sys.exit(main())
