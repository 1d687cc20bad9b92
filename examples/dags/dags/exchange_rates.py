"""Exchange rates of the day, once the bank has published them."""

from datetime import timedelta

from airflow.decorators import dag, task
from airflow.sensors.base import PokeReturnValue

from common.datasets import EXCHANGE_RATES
from common.defaults import START, default_args
from common.environment import ENVIRONMENT

CURRENCIES = ("CHF", "GBP", "NOK", "PLN", "SEK", "USD")


@dag(
    dag_id="exchange_rates",
    description="Rates to the euro",
    start_date=START,
    schedule=ENVIRONMENT.schedule("15 16 * * 1-5"),
    catchup=False,
    default_args=default_args("finance", retries=5, retry_delay=timedelta(minutes=10)),
    tags=["finance", "ingest"],
)
def exchange_rates():
    @task.sensor(mode="reschedule", poke_interval=600, timeout=4 * 60 * 60)
    def published(ds=None):
        return PokeReturnValue(is_done=ds is not None, xcom_value=ds)

    @task
    def fetch(currency, day):
        return {"currency": currency, "rate_date": day}

    @task(outlets=[EXCHANGE_RATES])
    def store(rates):
        return len(list(rates))

    store(fetch.partial(day=published()).expand(currency=list(CURRENCIES)))


exchange_rates()
