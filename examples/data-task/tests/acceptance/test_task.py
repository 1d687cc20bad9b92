import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ORDERS = """order_id,placed_at,country,sku,quantity,unit_price_cents,status
1001,2026-11-20T08:12:00Z,DE,mug,2,1250,placed
1001,2026-11-20T08:12:00Z,DE,tea-green,1,790,placed
1002,2026-11-20T09:40:00Z,DE,mug,1,1250,placed
1003,2026-11-20T11:05:00Z,FR,kettle,1,4990,cancelled
1004,2026-11-20T17:31:00Z,FR,teapot,1,3450,placed
"""
REPORT = """country,sku,orders,quantity,revenue_cents
DE,mug,2,3,3750
DE,tea-green,1,1,790
FR,teapot,1,1,3450
"""


class TaskTest(unittest.TestCase):
    """The task as a process, as its container would run it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.input = Path(folder.name) / "in"
        self.output = Path(folder.name) / "out"
        self.input.mkdir()

    def run_task(self, orders=ORDERS, **env):
        if orders is not None:
            (self.input / "orders-2026-11-20.csv").write_text(orders)
        done = subprocess.run(
            [sys.executable, "-m", "sales_report", "--date", "2026-11-20"],
            cwd=str(ROOT),
            env={"PATH": os.environ["PATH"], "INPUT": str(self.input), "OUTPUT": str(self.output), **env},
            stdout=subprocess.PIPE,
            check=False,
        )
        return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()]

    def written(self):
        return {file.name: file.read_text() for file in self.output.iterdir()} if self.output.exists() else {}

    def test_reports_the_sales_of_a_day_and_says_what_they_came_to(self):
        code, log = self.run_task()
        summary = {"day": "2026-11-20", "rows": 5, "rejected": 0, "revenue_cents": 7990}
        written = self.written()
        self.assertEqual(code, 0)
        self.assertEqual(written["sales-2026-11-20.csv"], REPORT)
        self.assertEqual(json.loads(written["sales-2026-11-20.json"]), summary)
        self.assertEqual({name: log[-1][name] for name in ("message", *summary)}, {"message": "done", **summary})

    def test_run_again_it_writes_the_same_again(self):
        self.run_task()
        before = self.written()
        self.assertEqual(self.run_task()[0], 0)
        self.assertEqual(self.written(), before)

    def test_a_few_bad_rows_are_left_out_and_said(self):
        code, log = self.run_task(ORDERS + "1005,x,DE,mug,none,1250,placed\n", MAX_REJECTED_PERCENT="20")
        self.assertEqual((code, self.written()["sales-2026-11-20.csv"]), (0, REPORT))
        self.assertEqual((log[0]["message"], log[0]["line"], log[0]["reason"]), ("rejected", 7, "quantity is 'none'"))

    def test_an_input_that_cannot_be_trusted_writes_nothing(self):
        code, log = self.run_task(ORDERS + "1005,x,DE,mug,none,1250,placed\n")
        self.assertEqual((code, self.written()), (1, {}))
        self.assertEqual(
            log[-1]["reason"], "1 of the 6 rows of orders-2026-11-20.csv are rejected, 16.7 %; 5 % are allowed."
        )

    def test_without_its_input_or_with_another_file_it_fails_in_a_sentence(self):
        for orders, reason in (
            (None, r"^There is no .*orders-2026-11-20\.csv\.$"),
            ("a,b\n1,2\n", r"^orders-2026-11-20\.csv has no orders\. The columns order_id, .* are missing\.$"),
        ):
            with self.subTest(orders=orders):
                code, log = self.run_task(orders)
                self.assertEqual((code, self.written()), (1, {}))
                self.assertRegex(log[-1]["reason"], reason)

    def test_with_a_wrong_configuration_it_does_not_start(self):
        code, log = self.run_task(ENVIRONMENT="prod", OUTPUT="")
        self.assertEqual(code, 1)
        self.assertRegex(log[-1]["reason"], "^ENVIRONMENT is .* OUTPUT is not set")
