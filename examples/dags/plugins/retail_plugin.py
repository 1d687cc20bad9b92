"""Registers what the shop adds to Airflow."""

from airflow.plugins_manager import AirflowPlugin

from retail import macros


class RetailPlugin(AirflowPlugin):
    name = "retail"
    macros = [macros.business_day_before, macros.fiscal_quarter]
