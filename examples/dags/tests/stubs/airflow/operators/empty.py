from airflow.core import operator

EmptyOperator = operator("EmptyOperator")
