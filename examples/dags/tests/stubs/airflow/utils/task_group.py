from airflow.core import TaskGroup

__all__ = ["TaskGroup"]
