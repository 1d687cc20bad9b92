"""Campaigns and audiences to the mailing service."""

from airflow import DAG
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

from common.datasets import CUSTOMERS
from common.defaults import START, default_args

CHANNELS = {"newsletter": 50_000, "vouchers": 5_000, "win_back": 2_000}


def sync(channel, limit):
    return f"{channel}: at most {limit:,} customers"


with DAG(
    dag_id="marketing_campaigns_sync",
    description="Audiences for the mailing service",
    start_date=START,
    schedule=[CUSTOMERS],
    catchup=False,
    default_args=default_args("marketing"),
    tags=["marketing"],
):
    begin = EmptyOperator(task_id="begin")
    end = EmptyOperator(task_id="end")
    begin >> [
        PythonOperator(task_id=channel, python_callable=sync, op_args=[channel, limit])
        for channel, limit in CHANNELS.items()
    ] >> end
