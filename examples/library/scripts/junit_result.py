"""A JUnit file of a unittest run: unittest itself writes none."""

import re
import time
import traceback
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JUnitResult(unittest.TextTestResult):
    """Keeps what came of each test; `write` makes the file of it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._rows = []
        self._started = {}

    def startTest(self, test):
        super().startTest(test)
        self._started[test] = time.perf_counter()

    def addSuccess(self, test):
        super().addSuccess(test)
        self._add(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._add(test, "failure", err)

    def addError(self, test, err):
        super().addError(test, err)
        self._add(test, "error", err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._add(test, "skipped", reason=reason)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self._add(test, "skipped", reason="expected failure")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._add(test, "failure", reason="The test passed, though it was expected to fail.")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._add(subtest, "failure" if issubclass(err[0], test.failureException) else "error", err)

    def _add(self, test, kind=None, err=None, reason=""):
        # A subtest has the start of its test; what fails before any test has none.
        started = self._started.get(getattr(test, "test_case", test))
        seconds = 0.0 if started is None else time.perf_counter() - started
        self._rows.append((test, kind, err, reason, seconds))

    def write(self, file, root):
        """Writes the file, and the folders above it. Source files are relative to `root`."""
        suites = {}
        for test, kind, err, reason, seconds in self._rows:
            class_name, name = _names(test)
            suite = suites.setdefault(class_name.rpartition(".")[0] or class_name, [])
            case = ET.Element("testcase", classname=class_name, name=_clean(name), time=f"{seconds:.6f}")
            place = _place(err, root)
            if place:
                case.set("file", place[0])
                case.set("line", str(place[1]))
            if err is not None:
                details = ET.SubElement(case, kind, type=err[0].__name__, message=_clean(str(err[1])))
                details.text = _clean(self._exc_info_to_string(err, getattr(test, "test_case", test)))
            elif kind:
                ET.SubElement(case, kind, message=_clean(reason))
            suite.append(case)
        tree = ET.Element("testsuites")
        for name, cases in suites.items():
            counts = {kind + "s": str(sum(case.find(kind) is not None for case in cases)) for kind in ("failure", "error")}
            skipped = str(sum(case.find("skipped") is not None for case in cases))
            total = sum(float(case.get("time")) for case in cases)
            suite = ET.SubElement(
                tree, "testsuite", name=name, tests=str(len(cases)), skipped=skipped, time=f"{total:.6f}", **counts
            )
            suite.extend(cases)
        file.parent.mkdir(parents=True, exist_ok=True)
        ET.ElementTree(tree).write(str(file), encoding="utf-8", xml_declaration=True)


def _names(test):
    """The class and the name of a test, of a subtest, or of a class or module whose setup failed."""
    case = getattr(test, "test_case", test)
    class_name = f"{type(case).__module__}.{type(case).__qualname__}"
    if not isinstance(case, unittest.TestCase):
        return class_name, test.id()
    name = getattr(case, "_testMethodName", test.id())
    return class_name, name if case is test else f"{name} {test._subDescription()}"


def _place(err, root):
    """The deepest line of the traceback that lies in a test, so that a report can point at it."""
    if err is None:
        return None
    found = None
    for frame, line in traceback.walk_tb(err[2]):
        file = Path(frame.f_code.co_filename)
        try:
            relative = file.resolve().relative_to(root.resolve())
        except ValueError:
            continue
        if relative.name.startswith("test_"):
            found = (relative.as_posix(), line)
    return found


def _clean(text):
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
