from airflow.core import operator

ExternalTaskSensor = operator(
    "ExternalTaskSensor",
    ["external_dag_id"],
    ["external_task_id", "external_task_ids", "execution_delta", "mode", "poke_interval", "timeout", "allowed_states"],
)
