import unittest
from datetime import date

from shop_delivery.workdays import after_workdays, is_workday

FRIDAY = date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)
MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


class WorkdaysTest(unittest.TestCase):
    def test_weekends_holidays_and_closed_days_are_none(self):
        self.assertTrue(is_workday(FRIDAY, "DE"))
        self.assertFalse(is_workday(SATURDAY, "DE"))
        self.assertFalse(is_workday(FRIDAY, "DE", frozenset({FRIDAY})))
        self.assertFalse(is_workday(date(2026, 5, 14), "DE"))

    def test_counting_goes_over_what_is_none(self):
        for day, count, expected in (
            (FRIDAY, 0, FRIDAY),
            (SATURDAY, 0, MONDAY),
            (FRIDAY, 1, MONDAY),
            (SATURDAY, 1, TUESDAY),
            (date(2026, 12, 24), 1, date(2026, 12, 28)),
            (date(2026, 12, 31), 1, date(2027, 1, 4)),
        ):
            with self.subTest(day=day, count=count):
                self.assertEqual(after_workdays(day, count, "DE"), expected)

    def test_closed_days_are_not_counted(self):
        self.assertEqual(after_workdays(FRIDAY, 1, "DE", frozenset({MONDAY})), TUESDAY)
