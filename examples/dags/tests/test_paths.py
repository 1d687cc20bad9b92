import unittest
from datetime import date

from tests import support  # noqa: F401

from common.paths import expired, lake_uri, partition_day, partition_key


class PathsTest(unittest.TestCase):
    def test_partition_key(self):
        self.assertEqual(
            partition_key("raw", "orders", date(2026, 3, 4), "part-0.parquet"),
            "raw/orders/year=2026/month=03/day=04/part-0.parquet",
        )

    def test_partition_day_reads_it_back(self):
        day = date(2026, 12, 31)
        self.assertEqual(partition_day(partition_key("mart", "x", day)), day)

    def test_lake_uri(self):
        self.assertEqual(lake_uri("lake", "staged", "a_b"), "s3://lake/staged/a_b/")

    def test_unknown_layers_and_odd_names_are_refused(self):
        for layer, table in (("gold", "orders"), ("raw", "Orders"), ("raw", "../x"), ("raw", "")):
            with self.subTest(layer=layer, table=table), self.assertRaises(ValueError):
                lake_uri("lake", layer, table)

    def test_a_key_without_a_partition(self):
        with self.assertRaisesRegex(ValueError, "has no partition"):
            partition_day("raw/orders/readme.txt")


class ExpiredTest(unittest.TestCase):
    def test_older_than_the_retention_oldest_first(self):
        keys = [partition_key("raw", "orders", date(2026, 1, day)) for day in (20, 2, 1, 10)]
        self.assertEqual(
            expired([*keys, "raw/orders/readme.txt"], date(2026, 1, 20), 10),
            [partition_key("raw", "orders", date(2026, 1, day)) for day in (1, 2)],
        )

    def test_the_last_day_stays(self):
        self.assertEqual(expired([partition_key("raw", "x", date(2026, 1, 1))], date(2026, 1, 11), 10), [])
