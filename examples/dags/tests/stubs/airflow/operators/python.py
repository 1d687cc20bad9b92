from airflow.core import operator

_OPTIONAL = ["op_args", "op_kwargs", "templates_dict"]
PythonOperator = operator("PythonOperator", ["python_callable"], _OPTIONAL)
BranchPythonOperator = operator("BranchPythonOperator", ["python_callable"], _OPTIONAL)
ShortCircuitOperator = operator(
    "ShortCircuitOperator", ["python_callable"], [*_OPTIONAL, "ignore_downstream_trigger_rules"]
)
