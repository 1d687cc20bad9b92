import json
import tempfile
import unittest
from pathlib import Path

from tests import support  # noqa: F401

from common.feeds import read_feed, read_feeds

GOOD = {"partner": "acme", "schedule": "@daily", "format": "csv", "tables": ["prices"]}


class FeedsTest(unittest.TestCase):
    def read(self, values, name="acme.json"):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / name
            file.write_text(json.dumps(values), encoding="utf-8")
            return read_feed(file)

    def test_a_feed(self):
        feed = self.read(GOOD)
        self.assertEqual((feed.partner, feed.tables, feed.owner), ("acme", ["prices"], "partners"))

    def test_the_file_is_named_after_the_partner(self):
        with self.assertRaisesRegex(ValueError, "name the file after its partner"):
            self.read(GOOD, "other.json")

    def test_what_is_refused(self):
        for over in ({"format": "xlsx"}, {"tables": []}, {"tables": ["Prices; DROP"]}):
            with self.subTest(over), self.assertRaises(ValueError):
                self.read({**GOOD, **over})
        with self.assertRaises(TypeError):
            self.read({**GOOD, "tabels": []})

    def test_the_feeds_of_the_repository(self):
        self.assertEqual([feed.partner for feed in read_feeds()], ["acme", "borealis", "corvid"])
