"""A stand-in for Airflow, used by the tests where Airflow is not installed.

It knows just what the DAGs of this repository use: DAGs, tasks, groups and the order between them. It runs nothing.
Like Airflow, it refuses arguments that an operator does not have and a task id that is there already.
"""

from airflow.core import DAG
from airflow.datasets import Dataset

__all__ = ["DAG", "Dataset"]
__version__ = "0.0.0+stub"
