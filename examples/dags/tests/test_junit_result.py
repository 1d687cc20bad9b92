"""The JUnit file that is written where pytest is not installed."""

import io
import tempfile
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

from tests import support

from junit_result import JUnitResult


def make_case():
    """Made here, so that no runner takes it for a test of its own."""

    class Sample(unittest.TestCase):
        def test_passes(self):
            pass

        def test_fails(self):
            self.assertEqual("<a> & \x1b", "b")

        def test_breaks(self):
            raise RuntimeError("out of paper")

        @unittest.skip("not today")
        def test_skipped(self):
            pass

        def test_parts(self):
            for part in (1, 2, 3):
                with self.subTest(part=part):
                    self.assertNotEqual(part, 2)

        @unittest.expectedFailure
        def test_better_than_expected(self):
            pass

    return Sample


def make_broken_case():
    class Broken(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            raise RuntimeError("no database")

        def test_never_runs(self):
            pass

    return Broken


class JUnitResultTest(unittest.TestCase):
    def run_cases(self, *cases):
        loader = unittest.TestLoader()
        suite = unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in cases)
        result = unittest.TextTestRunner(stream=io.StringIO(), resultclass=JUnitResult).run(suite)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "deep" / "junit.xml"
            result.write(file, support.ROOT)
            return ET.parse(str(file)).getroot()

    def test_every_kind_of_result(self):
        root = self.run_cases(make_case())
        kinds = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
        self.assertEqual(kinds["test_passes"], [])
        self.assertEqual(kinds["test_fails"], ["failure"])
        self.assertEqual(kinds["test_breaks"], ["error"])
        self.assertEqual(kinds["test_skipped"], ["skipped"])
        self.assertEqual(kinds["test_parts (part=2)"], ["failure"])
        self.assertEqual(kinds["test_better_than_expected"], ["failure"])

    def test_the_counts_of_the_suite_are_those_of_its_cases(self):
        (suite,) = self.run_cases(make_case())
        self.assertEqual(int(suite.get("tests")), len(suite.findall("testcase")))
        self.assertEqual([suite.get(name) for name in ("failures", "errors", "skipped")], ["3", "1", "1"])

    def test_a_failure_says_where_and_holds_only_what_xml_can(self):
        root = self.run_cases(make_case())
        case = next(case for case in root.iter("testcase") if case.get("name") == "test_fails")
        self.assertEqual(case.get("file"), "tests/test_junit_result.py")
        self.assertGreater(int(case.get("line")), 0)
        self.assertIn("AssertionError", case.find("failure").text)
        self.assertNotIn("\x1b", case.find("failure").text)

    def test_a_setup_that_fails_is_an_error(self):
        root = self.run_cases(make_broken_case())
        self.assertEqual([error.get("message") for error in root.iter("error")], ["no database"])
