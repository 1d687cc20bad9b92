import unittest
from datetime import date, datetime, timedelta, timezone

from sales_report.config import Config, ConfigError, read_config

PLACES = {"INPUT": "in", "OUTPUT": "s3://bucket/out"}


class ConfigTest(unittest.TestCase):
    def test_is_taken_from_the_environment(self):
        config = read_config({**PLACES, "ENVIRONMENT": "staging", "DATE": "2026-11-20", "MAX_REJECTED_PERCENT": "0.5"})
        self.assertEqual(config, Config("staging", "in", "s3://bucket/out", date(2026, 11, 20), 0.5))

    def test_the_day_of_the_command_line_comes_first_and_yesterday_last(self):
        self.assertEqual(read_config({**PLACES, "DATE": "2026-11-20"}, "2026-11-19").day, date(2026, 11, 19))
        before = datetime.now(timezone.utc).date()
        day = read_config(PLACES).day
        after = datetime.now(timezone.utc).date()
        self.assertIn(day + timedelta(days=1), (before, after))

    def test_what_is_wrong_is_named_all_at_once(self):
        with self.assertRaises(ConfigError) as raised:
            read_config({"ENVIRONMENT": "prod", "DATE": "20.11.2026", "MAX_REJECTED_PERCENT": "many", "INPUT": "in"})
        self.assertEqual(
            str(raised.exception),
            'ENVIRONMENT is "prod"; it takes development, staging, production.'
            " OUTPUT is not set; it takes a folder or s3://bucket/prefix."
            ' DATE is "20.11.2026"; it takes a day as 2026-11-20.'
            ' MAX_REJECTED_PERCENT is "many"; it takes a number from 0 to 100.',
        )
