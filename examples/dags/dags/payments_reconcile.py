"""Payments without an order, and orders without a payment."""

from datetime import timedelta

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sensors.external_task import ExternalTaskSensor

from common.defaults import SQL_FOLDER, START, default_args
from common.environment import ENVIRONMENT
from common.quality import raise_findings


def complain(unmatched=()):
    raise_findings([f"payment {payment} over {amount} has no order" for payment, amount in unmatched])


with DAG(
    dag_id="payments_reconcile",
    description="Match payments with orders",
    start_date=START,
    schedule=ENVIRONMENT.schedule("0 5 * * *"),
    catchup=False,
    default_args=default_args("finance"),
    template_searchpath=[str(SQL_FOLDER)],
    tags=["finance", "orders"],
) as dag:
    orders_are_in = ExternalTaskSensor(
        task_id="orders_are_in",
        external_dag_id="orders_ingest",
        external_task_id="loaded",
        execution_delta=timedelta(hours=2),
        mode="reschedule",
    )
    find = SQLExecuteQueryOperator(
        task_id="find_unmatched",
        conn_id=ENVIRONMENT.warehouse_connection,
        sql="payments_unmatched.sql",
    )
    report = PythonOperator(task_id="report", python_callable=complain, op_kwargs={"unmatched": find.output})

    orders_are_in >> find >> report
