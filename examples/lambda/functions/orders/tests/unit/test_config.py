import unittest

from orders.config import Config, ConfigError, read_config


class ConfigTest(unittest.TestCase):
    def test_is_taken_from_the_environment(self):
        self.assertEqual(read_config({}), Config("development", 5000))
        given = {"ENVIRONMENT": "staging", "FREE_SHIPPING_FROM": "0"}
        self.assertEqual(read_config(given), Config("staging", 0))

    def test_what_is_wrong_is_named_all_at_once(self):
        with self.assertRaises(ConfigError) as raised:
            read_config({"ENVIRONMENT": "prod", "FREE_SHIPPING_FROM": "50.00"})
        self.assertEqual(
            str(raised.exception),
            'ENVIRONMENT is "prod"; it takes development, staging, production.'
            ' FREE_SHIPPING_FROM is "50.00"; it takes a whole number of cents.',
        )
