"""Looks at the tables of the day; says what is wrong with all of them, not only with the first."""

from airflow import DAG
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import BranchPythonOperator, PythonOperator
from airflow.utils.task_group import TaskGroup
from airflow.utils.trigger_rule import TriggerRule

from common.defaults import START, default_args
from common.environment import ENVIRONMENT
from common.quality import Expectation, raise_findings, row_count_findings

EXPECTATIONS = {
    "orders": Expectation("mart.orders_daily", min_rows=20),
    "customers": Expectation("mart.customers", min_rows=1_000, max_drop=0.05),
    "inventory": Expectation("mart.inventory_snapshot", min_rows=500),
}


def check(name, today=0, yesterday=0):
    raise_findings(row_count_findings(EXPECTATIONS[name], int(today), int(yesterday)))


def how_deep(logical_date=None, **_):
    """On Mondays everything is looked at twice."""
    return "thorough" if logical_date is not None and logical_date.isoweekday() == 1 else "quick"


with DAG(
    dag_id="data_quality",
    description="Row counts of the day's tables",
    start_date=START,
    schedule=ENVIRONMENT.schedule("0 7 * * *"),
    catchup=False,
    default_args=default_args("platform", retries=0),
    tags=["quality"],
):
    choose = BranchPythonOperator(task_id="choose", python_callable=how_deep)
    quick = EmptyOperator(task_id="quick")
    thorough = EmptyOperator(task_id="thorough")

    with TaskGroup("row_counts") as row_counts:
        for name in EXPECTATIONS:
            PythonOperator(
                task_id=name,
                python_callable=check,
                op_kwargs={"name": name, "today": "{{ ti.xcom_pull('count') or 0 }}"},
                trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS,
            )

    choose >> [quick, thorough] >> row_counts
