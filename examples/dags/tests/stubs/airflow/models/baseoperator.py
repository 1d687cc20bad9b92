from airflow.core import BaseOperator

__all__ = ["BaseOperator"]
