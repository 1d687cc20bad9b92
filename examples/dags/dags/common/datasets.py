"""The datasets by which DAGs wait for each other."""

from __future__ import annotations

from airflow.datasets import Dataset

from common.environment import ENVIRONMENT
from common.paths import lake_uri

ORDERS_RAW = Dataset(lake_uri(ENVIRONMENT.bucket, "raw", "orders"))
ORDERS_DAILY = Dataset(lake_uri(ENVIRONMENT.bucket, "mart", "orders_daily"))
CUSTOMERS = Dataset(lake_uri(ENVIRONMENT.bucket, "mart", "customers"))
EXCHANGE_RATES = Dataset(lake_uri(ENVIRONMENT.bucket, "raw", "exchange_rates"))
