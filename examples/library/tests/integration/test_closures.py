import tempfile
import unittest
from datetime import date
from pathlib import Path

from shop_delivery import BadClosures, read_closures


class ReadClosuresTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "closures.txt"

    def test_a_day_a_line_with_comments(self):
        self.file.write_text("# stocktaking\n2026-12-24\n\n2026-12-31  # für alle\n2026-12-24\n", encoding="utf-8")
        self.assertEqual(read_closures(self.file), {date(2026, 12, 24), date(2026, 12, 31)})

    def test_a_line_that_is_no_day_is_named(self):
        self.file.write_text("2026-12-24\n24.12.2026\n", encoding="utf-8")
        with self.assertRaisesRegex(BadClosures, r"closures\.txt:2: '24\.12\.2026' is no day; write it as 2026-12-24\.$"):
            read_closures(self.file)
