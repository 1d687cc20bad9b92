import unittest

from orders.quote import quote
from orders.read_order import Order


def of(lines, country="DE", free_shipping_from=5000):
    return quote(Order(country, tuple(lines.items())), free_shipping_from)


class QuoteTest(unittest.TestCase):
    def test_has_the_price_of_each_line_and_of_all(self):
        self.assertEqual(
            of({"mug": 2, "tea-green": 1}),
            {
                "country": "DE",
                "lines": [
                    {"sku": "mug", "name": "Mug", "quantity": 2, "price": 1250, "total": 2500},
                    {"sku": "tea-green", "name": "Green tea, 100 g", "quantity": 1, "price": 790, "total": 790},
                ],
                "goods": 3290,
                "discount": 0,
                "shipping": 490,
                "total": 3780,
                "vat": 604,
            },
        )

    def test_is_ten_percent_off_from_100_on(self):
        self.assertEqual(of({"mug": 7})["discount"], 0)
        self.assertEqual((of({"mug": 8})["goods"], of({"mug": 8})["discount"]), (10_000, 1_000))

    def test_ships_for_nothing_from_an_amount_on(self):
        for lines, least, shipping in (({"kettle": 1}, 5000, 490), ({"mug": 4}, 5000, 0), ({"mug": 1}, 1000, 0)):
            with self.subTest(lines=lines):
                self.assertEqual(of(lines, free_shipping_from=least)["shipping"], shipping)

    def test_has_the_vat_of_its_country(self):
        for country, vat in (("AT", 575), ("DE", 551), ("FR", 575), ("NL", 599)):
            with self.subTest(country=country):
                self.assertEqual(of({"teapot": 1}, country, 0)["vat"], vat)
