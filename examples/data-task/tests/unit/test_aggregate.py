import unittest

from sales_report.aggregate import Sales, aggregate
from sales_report.orders import OrderLine


class AggregateTest(unittest.TestCase):
    def test_adds_up_by_country_and_article(self):
        lines = [
            OrderLine("1", "FR", "mug", 1, 1250, False),
            OrderLine("2", "DE", "mug", 2, 1250, False),
            OrderLine("2", "DE", "mug", 1, 1000, False),
            OrderLine("3", "DE", "mug", 1, 1250, False),
            OrderLine("3", "DE", "kettle", 1, 4990, False),
        ]
        expected = [Sales("DE", "kettle", 1, 1, 4990), Sales("DE", "mug", 2, 4, 4750), Sales("FR", "mug", 1, 1, 1250)]
        self.assertEqual(aggregate(lines), expected)
        self.assertEqual(aggregate(reversed(lines)), expected)

    def test_what_was_cancelled_does_not_count(self):
        self.assertEqual(aggregate([OrderLine("1", "DE", "mug", 1, 1250, True)]), [])
