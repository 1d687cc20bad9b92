import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def ask(*args, cwd=ROOT):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "shop_delivery", *args]
    done = subprocess.run(command, cwd=str(cwd), env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


class CommandTest(unittest.TestCase):
    def test_it_says_the_day(self):
        self.assertEqual(ask("FR", "2026-11-20T13:30"), (0, "2026-11-25\n", ""))

    def test_a_closed_warehouse_counts(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "closed.txt").write_text("2026-11-20\n", encoding="utf-8")
            self.assertEqual(ask("DE", "2026-11-20T13:30", "--closures", "closed.txt", cwd=folder)[:2], (0, "2026-11-24\n"))

    def test_what_makes_no_sense_is_said(self):
        for args, said in (
            (("XX", "2026-11-20T13:30"), "invalid choice: 'XX'"),
            (("DE", "tomorrow"), "'tomorrow'"),
            (("DE", "2026-11-20T13:30", "--closures", "none.txt"), "none.txt"),
        ):
            with self.subTest(args):
                code, stdout, stderr = ask(*args)
                self.assertEqual((code != 0, stdout), (True, ""))
                self.assertIn(said, stderr)
