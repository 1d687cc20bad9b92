"""Clicks of an hour, cut into sessions shop by shop."""

from airflow.decorators import dag, task, task_group

from common.defaults import START, default_args
from common.environment import ENVIRONMENT
from common.sessions import cut_sessions

SHOPS = ("de", "fr", "pl")


@dag(
    dag_id="clickstream_sessions",
    description="Sessions out of clicks",
    start_date=START,
    schedule=ENVIRONMENT.schedule("5 * * * *"),
    catchup=False,
    max_active_runs=3,
    default_args=default_args("web"),
    tags=["web"],
)
def clickstream_sessions():
    @task
    def clicks_of(shop):
        return [(f"{shop}-1", 0), (f"{shop}-1", 60)]

    @task
    def sessions_of(clicks):
        return len(cut_sessions(clicks))

    @task(trigger_rule="all_done")
    def total(counts):
        return sum(counts)

    @task_group(group_id="shops")
    def per_shop():
        return sessions_of.expand(clicks=clicks_of.expand(shop=list(SHOPS)))

    total(per_shop())


clickstream_sessions()
