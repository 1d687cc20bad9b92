from airflow.core import operator

S3KeySensor = operator(
    "S3KeySensor",
    ["bucket_key"],
    ["bucket_name", "wildcard_match", "aws_conn_id", "mode", "poke_interval", "timeout"],
)
