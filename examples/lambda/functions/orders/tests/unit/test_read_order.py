import unittest

from orders.http import Problem
from orders.read_order import Order, read_order

LINE = {"sku": "mug", "quantity": 2}


class ReadOrderTest(unittest.TestCase):
    def test_reads_what_makes_sense(self):
        self.assertEqual(read_order({"country": "DE", "lines": [LINE]}), Order("DE", (("mug", 2),)))

    def test_names_all_that_is_wrong(self):
        for given, said in (
            ([], "An order is an object with country and lines."),
            ({"country": "DE"}, "lines are missing."),
            ({"country": "XX", "lines": [LINE]}, "country is 'XX'; it is one of AT, DE, FR, NL."),
            ({"country": "DE", "lines": ["mug"]}, "line 1: sku is None, which is not sold. line 1: quantity is None;"),
            ({"country": "DE", "lines": [LINE, {**LINE, "sku": "sofa"}]}, "line 2: sku is 'sofa', which is not sold."),
            ({"country": "DE", "lines": [{**LINE, "quantity": True}]}, "line 1: quantity is True;"),
            ({"country": "DE", "lines": [{**LINE, "quantity": 101}]}, "it is a whole number from 1 to 100."),
        ):
            with self.subTest(given=given), self.assertRaises(Problem) as raised:
                read_order(given)
            self.assertIn(said, str(raised.exception))
