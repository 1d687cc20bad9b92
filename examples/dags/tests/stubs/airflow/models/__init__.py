from airflow.core import DAG, BaseOperator
from airflow.models.dagbag import DagBag

__all__ = ["DAG", "BaseOperator", "DagBag"]
