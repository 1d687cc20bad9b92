"""Deletes partitions that are older than an environment keeps them; outside of production it only says which."""

import logging
from datetime import date

from airflow import DAG
from airflow.operators.python import PythonOperator

from common.defaults import START, default_args
from common.environment import ENVIRONMENT
from common.paths import expired, table_prefix

TABLES = ("orders", "exchange_rates", "clickstream")

log = logging.getLogger(__name__)


def clean(table, keys=(), today=None):
    old = expired(keys, today or date.today(), ENVIRONMENT.retention_days)
    verb = "Deleting" if ENVIRONMENT.delete_expired else "Would delete"
    log.info("%s %d keys below %s", verb, len(old), table_prefix("raw", table))
    return old if ENVIRONMENT.delete_expired else []


with DAG(
    dag_id="retention_cleanup",
    description="Delete old partitions of raw tables",
    start_date=START,
    schedule=ENVIRONMENT.schedule("@monthly"),
    catchup=False,
    default_args=default_args("platform"),
    tags=["platform", "maintenance"],
):
    previous = None
    for table in TABLES:
        cleaned = PythonOperator(task_id=f"clean_{table}", python_callable=clean, op_kwargs={"table": table})
        if previous is not None:
            previous >> cleaned
        previous = cleaned
