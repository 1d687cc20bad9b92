import json
import unittest
from datetime import datetime

from tests import support  # noqa: F401

from airflow import DAG
from retail.macros import business_day_before, fiscal_quarter
from retail.operators import LoadFileOperator, PublishMetricOperator


class MacrosTest(unittest.TestCase):
    def test_business_day_before(self):
        for day, before in (("2026-03-04", "2026-03-03"), ("2026-03-02", "2026-02-27"), ("2026-03-01", "2026-02-27")):
            with self.subTest(day):
                self.assertEqual(business_day_before(day), before)

    def test_fiscal_quarter(self):
        for day, quarter in (("2026-03-31", "FY2026-Q4"), ("2026-04-01", "FY2027-Q1"), ("2026-12-01", "FY2027-Q3")):
            with self.subTest(day):
                self.assertEqual(fiscal_quarter(day), quarter)
        self.assertEqual(fiscal_quarter("2026-05-01", first_month=1), "FY2026-Q2")

    def test_the_plugin_registers_them(self):
        import retail_plugin

        self.assertEqual({macro.__name__ for macro in retail_plugin.RetailPlugin.macros}, {"business_day_before", "fiscal_quarter"})


class OperatorsTest(unittest.TestCase):
    def setUp(self):
        self.dag = DAG(dag_id="test", start_date=datetime(2026, 1, 1), schedule=None)

    def test_a_metric_is_one_line_of_json(self):
        task = PublishMetricOperator(
            task_id="t", dag=self.dag, metric="orders.loaded", value="12", dimensions={"environment": "staging"}
        )
        self.assertEqual(
            json.loads(task.execute({})), {"metric": "orders.loaded", "value": 12.0, "environment": "staging"}
        )

    def test_a_metric_needs_a_name(self):
        with self.assertRaisesRegex(ValueError, "is no metric name"):
            PublishMetricOperator(task_id="t", dag=self.dag, metric="Orders loaded!", value="1")

    def test_the_copy_statement_quotes_its_source(self):
        task = LoadFileOperator(task_id="t", dag=self.dag, source="s3://b/it's.csv", table="staging.x", file_format="csv")
        self.assertIn("FROM 's3://b/it''s.csv' IAM_ROLE DEFAULT FORMAT AS CSV", task.execute({}))

    def test_only_formats_that_can_be_loaded(self):
        with self.assertRaisesRegex(ValueError, "'xlsx' cannot be loaded"):
            LoadFileOperator(task_id="t", dag=self.dag, source="s3://b/x", table="t", file_format="xlsx")
