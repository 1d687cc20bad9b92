"""Functions that live in DAG files."""

import importlib
import logging
import unittest
from datetime import date, datetime
from unittest import mock

from tests import support  # noqa: F401

from common.environment import Environment
from common.paths import partition_key
from common.quality import QualityError


class DagFunctionsTest(unittest.TestCase):
    def test_nothing_moves_on_sundays(self):
        is_open = importlib.import_module("inventory_snapshot").warehouses_are_open
        self.assertFalse(is_open(datetime(2026, 3, 1)))
        self.assertTrue(is_open(datetime(2026, 3, 2)))

    def test_mondays_are_thorough(self):
        how_deep = importlib.import_module("data_quality").how_deep
        self.assertEqual([how_deep(datetime(2026, 3, 2)), how_deep(datetime(2026, 3, 3))], ["thorough", "quick"])

    def test_a_check_of_too_few_rows_fails(self):
        check = importlib.import_module("data_quality").check
        with self.assertRaises(QualityError):
            check("orders", "3", "3")
        check("orders", "30", "30")

    def test_unmatched_payments_are_listed(self):
        complain = importlib.import_module("payments_reconcile").complain
        complain([])
        with self.assertRaisesRegex(QualityError, "payment 7 over 9.5 has no order"):
            complain([(7, 9.5)])

    def test_loyalty_points(self):
        points_for = importlib.import_module("marketing.loyalty_points").points_for
        self.assertEqual([points_for(amount) for amount in (12.5, 99.9, 100, -5)], [24, 198, 220, 0])

    def test_only_production_deletes(self):
        module = importlib.import_module("retention_cleanup")
        old = [partition_key("raw", "orders", date(2020, 1, 1))]
        for deletes, said, deleted in ((False, "Would delete", []), (True, "Deleting", old)):
            environment = Environment(delete_expired=deletes)
            with mock.patch.object(module, "ENVIRONMENT", environment), self.assertLogs(level=logging.INFO) as logs:
                self.assertEqual(module.clean("orders", old, date(2026, 1, 1)), deleted)
            self.assertIn(f"{said} 1 keys below raw/orders/", logs.output[0])
