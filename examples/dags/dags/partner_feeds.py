"""One DAG for each file in feeds/: a partner's files, loaded table by table."""

from airflow import DAG
from airflow.operators.empty import EmptyOperator
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.utils.task_group import TaskGroup

from common.defaults import START, default_args
from common.environment import ENVIRONMENT
from common.feeds import Feed, read_feeds
from retail.operators import LoadFileOperator


def build(feed: Feed) -> DAG:
    with DAG(
        dag_id=f"partner_feed_{feed.partner}",
        description=f"The files of {feed.partner}",
        start_date=START,
        schedule=ENVIRONMENT.schedule(feed.schedule),
        catchup=False,
        default_args=default_args(feed.owner),
        tags=["partners", feed.partner],
    ) as dag:
        done = EmptyOperator(task_id="done")
        for table in feed.tables:
            with TaskGroup(table) as group:
                key = f"partners/{feed.partner}/{table}/{{{{ ds }}}}.{feed.format}"
                arrived = S3KeySensor(
                    task_id="arrived",
                    bucket_name=ENVIRONMENT.bucket,
                    bucket_key=key,
                    mode="reschedule",
                )
                load = LoadFileOperator(
                    task_id="load",
                    source=f"s3://{ENVIRONMENT.bucket}/{key}",
                    table=f"staging.{feed.partner}_{table}",
                    file_format=feed.format,
                )
                arrived >> load
            group >> done
    return dag


for feed in read_feeds():
    globals()[f"partner_feed_{feed.partner}"] = build(feed)
