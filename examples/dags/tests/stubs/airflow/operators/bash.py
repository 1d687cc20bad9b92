from airflow.core import operator

BashOperator = operator("BashOperator", ["bash_command"], ["env", "cwd", "append_env"])
