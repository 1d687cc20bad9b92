import json
import tempfile
import unittest
from pathlib import Path

from tests import support  # noqa: F401

import configure
from common.environment import Environment, read_environment


class ReadEnvironmentTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "config" / "environment.json"

    def write(self, values):
        configure.write(values, self.file)

    def test_without_a_file_nothing_is_scheduled(self):
        environment = read_environment(self.file)
        self.assertEqual(environment.name, "development")
        self.assertIsNone(environment.schedule("@daily"))

    def test_reads_what_configure_writes(self):
        for name in configure.environments():
            self.write(configure.configure(name))
            environment = read_environment(self.file)
            self.assertEqual(environment.name, name)
            self.assertEqual(environment.bucket, f"shop-lake-{name}")
            self.assertIsInstance(environment.alert_emails, tuple)

    def test_an_unknown_key_is_an_error(self):
        self.write({"bukket": "x"})
        with self.assertRaisesRegex(ValueError, "unknown keys: bukket"):
            read_environment(self.file)

    def test_schedules(self):
        self.assertEqual(Environment(schedules_enabled=True).schedule("@daily"), "@daily")


class ConfigureTest(unittest.TestCase):
    def test_the_environments_differ(self):
        texts = {json.dumps({**configure.configure(name), "name": ""}) for name in configure.environments()}
        self.assertEqual(len(texts), len(configure.environments()))

    def test_only_production_deletes(self):
        deleting = [name for name in configure.environments() if configure.configure(name)["delete_expired"]]
        self.assertEqual(deleting, ["production"])

    def test_every_value_is_one_that_the_dags_know(self):
        for name in configure.environments():
            self.assertEqual(set(configure.configure(name)), set(Environment._fields))

    def test_an_unknown_environment_is_named_with_those_that_exist(self):
        with self.assertRaisesRegex(ValueError, "'stagin'; it is one of: development, production, staging"):
            configure.configure("stagin")

    def test_the_same_values_give_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            first, second = Path(folder) / "a.json", Path(folder) / "b.json"
            configure.write({"b": 1, "a": 2}, first)
            configure.write({"a": 2, "b": 1}, second)
            self.assertEqual(first.read_bytes(), second.read_bytes())
