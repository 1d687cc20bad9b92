import unittest
from datetime import date, datetime

from shop_delivery.arrival import arrival_of


class ArrivalTest(unittest.TestCase):
    def test_what_is_ordered_by_the_cut_off_leaves_on_that_day(self):
        for placed_at, expected in (
            ("2026-11-18T13:59", "2026-11-19"),
            ("2026-11-18T14:00", "2026-11-19"),
            ("2026-11-18T14:01", "2026-11-20"),
            ("2026-11-20T14:01", "2026-11-24"),
            ("2026-11-21T09:00", "2026-11-24"),
        ):
            with self.subTest(placed_at):
                self.assertEqual(arrival_of(datetime.fromisoformat(placed_at), "DE").isoformat(), expected)

    def test_it_takes_longer_to_other_countries(self):
        placed_at = datetime(2026, 11, 16, 10)
        arrivals = [arrival_of(placed_at, country).day for country in ("DE", "AT", "FR")]
        self.assertEqual(arrivals, [17, 18, 19])

    def test_the_holidays_on_both_sides_count(self):
        # It leaves on the day after the German holiday, which is none in France.
        self.assertEqual(arrival_of(datetime(2025, 10, 3, 9), "FR"), date(2025, 10, 9))
        # Nobody delivers on the French one, which is none in Germany.
        self.assertEqual(arrival_of(datetime(2026, 7, 13, 9), "FR"), date(2026, 7, 17))

    def test_a_closed_warehouse_sends_nothing(self):
        closed = frozenset({date(2026, 11, 18), date(2026, 11, 19)})
        self.assertEqual(arrival_of(datetime(2026, 11, 18, 9), "DE", closed), date(2026, 11, 23))
