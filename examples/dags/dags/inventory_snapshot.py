"""What is in stock, every hour."""

from datetime import timedelta

from airflow import DAG
from airflow.operators.python import ShortCircuitOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

from common.defaults import SQL_FOLDER, START, default_args
from common.environment import ENVIRONMENT


def warehouses_are_open(logical_date=None, **_):
    """Nothing moves on Sundays."""
    return logical_date is None or logical_date.isoweekday() != 7


dag = DAG(
    "inventory_snapshot",
    description="Stock per warehouse and article",
    start_date=START,
    schedule=ENVIRONMENT.schedule("@hourly"),
    catchup=False,
    dagrun_timeout=timedelta(minutes=45),
    default_args=default_args("inventory"),
    template_searchpath=[str(SQL_FOLDER)],
    tags=["inventory"],
)

is_open = ShortCircuitOperator(task_id="warehouses_are_open", python_callable=warehouses_are_open, dag=dag)
snapshot = SQLExecuteQueryOperator(
    task_id="snapshot",
    conn_id=ENVIRONMENT.warehouse_connection,
    sql="inventory_snapshot.sql",
    dag=dag,
)
is_open.set_downstream(snapshot)
