"""The revenue report, as soon as the day's orders are counted."""

from airflow.decorators import dag, task

from common.datasets import CUSTOMERS, ORDERS_DAILY
from common.defaults import START, default_args
from common.environment import ENVIRONMENT
from retail.operators import PublishMetricOperator


@dag(
    start_date=START,
    schedule=[ORDERS_DAILY, CUSTOMERS],
    catchup=False,
    default_args=default_args("finance", retries=1),
    tags=["finance", "report"],
)
def revenue_report():
    """Collects, renders and announces the revenue of a day."""

    @task
    def collect():
        return {"DE": 0.0, "FR": 0.0, "PL": 0.0}

    @task
    def render(revenue):
        lines = [f"{country}: {amount:,.2f} EUR" for country, amount in sorted(revenue.items())]
        return "\n".join(lines)

    announce = PublishMetricOperator(
        task_id="announce",
        metric="revenue_report.rendered",
        value="{{ ti.xcom_pull('render') | length }}",
        dimensions={"environment": ENVIRONMENT.name},
    )
    render(collect()) >> announce


revenue_report()
