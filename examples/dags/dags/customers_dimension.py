"""The customers, one row each, without their addresses."""

import hashlib

from airflow.decorators import dag, task
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

from common.datasets import CUSTOMERS
from common.defaults import SQL_FOLDER, START, default_args
from common.environment import ENVIRONMENT


@dag(
    dag_id="customers_dimension",
    description="Customers, with hashed addresses",
    start_date=START,
    schedule=ENVIRONMENT.schedule("30 2 * * *"),
    catchup=False,
    default_args=default_args("customers"),
    template_searchpath=[str(SQL_FOLDER)],
    tags=["customers", "mart"],
)
def customers_dimension():
    @task
    def export(ds=None):
        return f"exports/customers/{ds}.json"

    @task(retries=0)
    def hash_emails(key):
        digest = hashlib.sha256(key.encode()).hexdigest()
        return f"staged/customers/{digest[:16]}.json"

    merge = SQLExecuteQueryOperator(
        task_id="merge",
        conn_id=ENVIRONMENT.warehouse_connection,
        sql="customers.sql",
        outlets=[CUSTOMERS],
    )
    hash_emails(export()) >> merge


customers_dimension()
