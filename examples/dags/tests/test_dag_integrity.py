"""Every DAG file imports, and what it defines is sound. A new file is tested without a word here."""

import os
import re
import unittest

from tests import support

from airflow.models.dagbag import DagBag

CRON = re.compile(r"^(\S+\s+){4}\S+$")
PRESETS = {"@once", "@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@continuous"}

_bag = None


def bag():
    """All DAGs, imported once."""
    global _bag
    if _bag is None:
        _bag = DagBag(dag_folder=str(support.DAGS), include_examples=False)
    return _bag


def find_cycle(dag):
    """The ids of tasks that wait for each other; empty where there are none."""
    waiting = {task_id: set(task.upstream_task_ids) for task_id, task in dag.task_dict.items()}
    while True:
        ready = [task_id for task_id, upstream in waiting.items() if not upstream & set(waiting)]
        if not ready:
            return sorted(waiting)
        for task_id in ready:
            del waiting[task_id]


class SoundDagFile:
    """The tests of one file; a class for each file is made below."""

    file = None

    def dags(self):
        return [dag for dag in bag().dags.values() if dag.fileloc == str(self.file)]

    def test_imports(self):
        error = bag().import_errors.get(str(self.file), "").strip()
        if error:
            reason = error.splitlines()[-1]
            self.fail(f"{self.file.name} does not import: {reason}\n\n{error}")
        self.assertTrue(self.dags(), "the file defines no DAG")

    def test_names(self):
        for dag in self.dags():
            self.assertRegex(dag.dag_id, r"^[a-z][a-z0-9_]*$")
            self.assertTrue(dag.tags, f"{dag.dag_id} has no tags, so nobody finds it")
            for task in dag.tasks:
                self.assertRegex(task.task_id, r"^[a-z][a-z0-9_.]*$")

    def test_schedule(self):
        for dag in self.dags():
            summary = dag.timetable.summary
            known = summary in PRESETS | {"None", "Dataset", "Asset"} or CRON.match(summary)
            self.assertTrue(known, f"{dag.dag_id} has the schedule {summary!r}")
            self.assertFalse(dag.catchup, f"{dag.dag_id} would run for every day since its start date")
            self.assertIsNotNone(dag.start_date)

    def test_tasks(self):
        for dag in self.dags():
            self.assertTrue(dag.tasks, f"{dag.dag_id} has no tasks")
            self.assertEqual(find_cycle(dag), [], f"tasks of {dag.dag_id} wait for each other")

    def test_sql_is_there(self):
        for dag in self.dags():
            for task in dag.tasks:
                sql = getattr(task, "sql", None)
                if isinstance(sql, str) and sql.endswith(".sql"):
                    self.assertTrue((support.DAGS / "sql" / sql).is_file(), f"{task.task_id} asks for {sql}")


def class_name(file):
    return "".join(part.capitalize() for part in re.split(r"\W|_", str(file.relative_to(support.DAGS))[:-3]))


for _file in support.dag_files():
    _name = class_name(_file)
    globals()[_name] = type(_name, (SoundDagFile, unittest.TestCase), {"file": _file, "__module__": __name__})


class AllDagsTest(unittest.TestCase):
    def test_nothing_failed_to_import(self):
        self.assertEqual(sorted(os.path.relpath(file, str(support.DAGS)) for file in bag().import_errors), [])

    def test_there_are_dags(self):
        self.assertGreaterEqual(len(bag().dags), 15)

    def test_the_feeds_have_a_dag_each(self):
        feeds = {f"partner_feed_{file.stem}" for file in (support.DAGS / "feeds").glob("*.json")}
        self.assertEqual({dag_id for dag_id in bag().dags if dag_id.startswith("partner_feed_")}, feeds)

    def test_who_waits_for_another_dag_names_one_that_exists(self):
        for dag in bag().dags.values():
            for task in dag.tasks:
                other = getattr(task, "external_dag_id", None)
                if other is not None:
                    self.assertIn(other, bag().dags)
                    self.assertIn(task.external_task_id, bag().dags[other].task_dict)


class OrderTest(unittest.TestCase):
    def test_orders_are_loaded_when_the_export_is_there(self):
        tasks = bag().dags["orders_ingest"].task_dict
        self.assertEqual(set(tasks["export_is_there"].downstream_task_ids), {"load"})
        self.assertEqual(set(tasks["load"].downstream_task_ids), {"loaded"})

    def test_a_feed_is_done_when_every_table_is(self):
        tasks = bag().dags["partner_feed_corvid"].task_dict
        self.assertEqual(set(tasks["done"].upstream_task_ids), {"clicks.load", "offers.load", "stock.load"})

    def test_results_make_the_order(self):
        tasks = bag().dags["exchange_rates"].task_dict
        self.assertEqual(set(tasks["fetch"].upstream_task_ids), {"published"})
        self.assertEqual(set(tasks["store"].upstream_task_ids), {"fetch"})

    def test_a_circle_is_found(self):
        class Task:
            def __init__(self, *upstream):
                self.upstream_task_ids = set(upstream)

        class Dag:
            task_dict = {"a": Task(), "b": Task("a", "c"), "c": Task("b")}

        self.assertEqual(find_cycle(Dag), ["b", "c"])
