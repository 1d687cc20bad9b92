import unittest
from datetime import date

from shop_delivery.countries import COUNTRIES
from shop_delivery.holidays import easter_of, holidays_of


class EasterTest(unittest.TestCase):
    def test_the_years_that_are_known(self):
        # The earliest and the latest there is, and both sides of the exceptions of the rule.
        for expected in ("1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23", "2026-04-05", "2038-04-25"):
            with self.subTest(expected):
                self.assertEqual(easter_of(int(expected[:4])).isoformat(), expected)

    def test_it_is_a_sunday_in_every_year(self):
        self.assertEqual({easter_of(year).weekday() for year in range(1900, 2200)}, {6})


class HolidaysTest(unittest.TestCase):
    def test_those_that_move_and_those_that_do_not(self):
        self.assertEqual(
            sorted(day.isoformat() for day in holidays_of("DE", 2026)),
            [
                *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14"),
                *("2026-05-25", "2026-10-03", "2026-12-25", "2026-12-26"),
            ],
        )

    def test_each_country_has_its_own(self):
        bastille, corpus_christi = date(2026, 7, 14), date(2026, 6, 4)
        self.assertIn(bastille, holidays_of("FR", 2026))
        self.assertIn(corpus_christi, holidays_of("AT", 2026))
        self.assertFalse({bastille, corpus_christi} & holidays_of("DE", 2026))

    def test_christmas_is_one_everywhere(self):
        for country in COUNTRIES:
            with self.subTest(country):
                self.assertIn(date(2026, 12, 25), holidays_of(country, 2026))

    def test_an_unknown_country_is_refused(self):
        with self.assertRaises(KeyError):
            holidays_of("XX", 2026)
