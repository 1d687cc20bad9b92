"""Orders and revenue per day and country, once orders and exchange rates are in."""

from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLColumnCheckOperator, SQLExecuteQueryOperator
from airflow.utils.task_group import TaskGroup

from common.datasets import EXCHANGE_RATES, ORDERS_DAILY, ORDERS_RAW
from common.defaults import SQL_FOLDER, START, default_args
from common.environment import ENVIRONMENT

with DAG(
    dag_id="orders_daily",
    description="Orders and revenue per day and country",
    start_date=START,
    schedule=[ORDERS_RAW, EXCHANGE_RATES],
    catchup=False,
    default_args=default_args("orders", conn_id=ENVIRONMENT.warehouse_connection),
    template_searchpath=[str(SQL_FOLDER)],
    tags=["orders", "mart"],
):
    build = SQLExecuteQueryOperator(task_id="build", sql="orders_daily.sql", outlets=[ORDERS_DAILY])

    with TaskGroup("checks") as checks:
        SQLColumnCheckOperator(
            task_id="revenue",
            table="mart.orders_daily",
            column_mapping={"revenue_eur": {"null_check": {"equal_to": 0}, "min": {"geq_to": 0}}},
        )
        SQLColumnCheckOperator(
            task_id="country",
            table="mart.orders_daily",
            column_mapping={"country": {"null_check": {"equal_to": 0}}},
        )

    build >> checks
