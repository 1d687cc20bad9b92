"""A heartbeat, so that silence means something."""

from airflow import DAG
from airflow.operators.bash import BashOperator

from common.defaults import START, default_args
from common.environment import ENVIRONMENT
from retail.operators import PublishMetricOperator

with DAG(
    dag_id="platform_health",
    description="Heartbeat of the scheduler and the workers",
    start_date=START,
    schedule=ENVIRONMENT.schedule(
        f"*/{ENVIRONMENT.health_interval_minutes} * * * *" if ENVIRONMENT.health_interval_minutes < 60 else "@hourly"
    ),
    catchup=False,
    default_args=default_args("platform", retries=0),
    tags=["platform"],
):
    BashOperator(task_id="disk", bash_command="df --output=pcent /tmp | tail -n 1") >> PublishMetricOperator(
        task_id="heartbeat",
        metric="airflow.heartbeat",
        value="1",
        dimensions={"environment": ENVIRONMENT.name},
    )
