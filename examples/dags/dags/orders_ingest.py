"""Waits for the shop's export of a day's orders and loads it."""

from airflow import DAG
from airflow.operators.empty import EmptyOperator
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

from common.datasets import ORDERS_RAW
from common.defaults import SQL_FOLDER, START, default_args
from common.environment import ENVIRONMENT
from common.paths import lake_uri, table_prefix

with DAG(
    dag_id="orders_ingest",
    description="Load the shop's orders of the day before",
    start_date=START,
    schedule=ENVIRONMENT.schedule("0 3 * * *"),
    catchup=False,
    max_active_runs=1,
    default_args=default_args("orders"),
    template_searchpath=[str(SQL_FOLDER)],
    tags=["orders", "ingest"],
):
    export_is_there = S3KeySensor(
        task_id="export_is_there",
        bucket_name=ENVIRONMENT.bucket,
        bucket_key=table_prefix("raw", "orders") + "year={{ ds[:4] }}/month={{ ds[5:7] }}/day={{ ds[8:] }}/_SUCCESS",
        mode="reschedule",
        poke_interval=300,
        timeout=6 * 60 * 60,
    )
    load = SQLExecuteQueryOperator(
        task_id="load",
        conn_id=ENVIRONMENT.warehouse_connection,
        sql="load_orders.sql",
        params={"source": lake_uri(ENVIRONMENT.bucket, "raw", "orders")},
    )
    loaded = EmptyOperator(task_id="loaded", outlets=[ORDERS_RAW])

    export_is_there >> load >> loaded
