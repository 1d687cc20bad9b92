import unittest
from types import SimpleNamespace

from tests import support  # noqa: F401

from common.alerts import failure_message
from common.sessions import cut_sessions


class SessionsTest(unittest.TestCase):
    def test_a_long_gap_begins_a_new_session(self):
        clicks = [("a", 0), ("a", 100), ("a", 5000), ("b", 50)]
        self.assertEqual(cut_sessions(clicks, gap=1800), [("a", 0, 100, 2), ("a", 5000, 5000, 1), ("b", 50, 50, 1)])

    def test_the_order_of_the_clicks_does_not_matter(self):
        clicks = [("b", 7), ("a", 9), ("a", 3)]
        self.assertEqual(cut_sessions(clicks), cut_sessions(sorted(clicks)))

    def test_a_gap_of_just_that_length_is_within(self):
        self.assertEqual(len(cut_sessions([("a", 0), ("a", 1800)], gap=1800)), 1)

    def test_no_clicks(self):
        self.assertEqual(cut_sessions([]), [])


class AlertsTest(unittest.TestCase):
    instance = SimpleNamespace(dag_id="orders", task_id="load", try_number=3)

    def test_the_first_line_of_the_reason(self):
        context = {"task_instance": self.instance, "exception": ValueError("no such table\nand more")}
        self.assertEqual(
            failure_message(context, "staging"), "[staging] orders.load failed (try 3): no such table"
        )

    def test_without_a_reason(self):
        self.assertTrue(failure_message({"task_instance": self.instance}, "x").endswith("no reason given"))
