import unittest

from tests import support  # noqa: F401

from common.quality import Expectation, QualityError, duplicate_findings, raise_findings, row_count_findings


class RowCountTest(unittest.TestCase):
    orders = Expectation("orders", min_rows=10, max_drop=0.5)

    def test_enough_rows(self):
        self.assertEqual(row_count_findings(self.orders, 10, 20), [])

    def test_too_few_rows(self):
        self.assertEqual(row_count_findings(self.orders, 9, 9), ["orders: 9 rows, expected at least 10"])

    def test_far_fewer_than_yesterday(self):
        self.assertEqual(row_count_findings(self.orders, 12, 100), ["orders: 12 rows after 100 the day before"])

    def test_the_first_day_has_no_yesterday(self):
        self.assertEqual(row_count_findings(self.orders, 10, 0), [])


class DuplicatesTest(unittest.TestCase):
    def test_rows_that_share_a_key(self):
        rows = [{"id": 1, "day": "a"}, {"id": 1, "day": "b"}, {"id": 1, "day": "a"}]
        self.assertEqual(duplicate_findings("t", rows, ["id", "day"]), ["t: {'id': 1, 'day': 'a'} is there 2 times"])
        self.assertEqual(duplicate_findings("t", rows[:2], ["id", "day"]), [])


class RaiseTest(unittest.TestCase):
    def test_lists_every_finding(self):
        with self.assertRaises(QualityError) as raised:
            raise_findings(["one", "two"])
        self.assertEqual(str(raised.exception), "one\ntwo")

    def test_nothing_found(self):
        raise_findings([])
