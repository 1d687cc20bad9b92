from airflow.core import operator

SQLExecuteQueryOperator = operator(
    "SQLExecuteQueryOperator", ["sql"], ["conn_id", "parameters", "autocommit", "split_statements"]
)
SQLColumnCheckOperator = operator(
    "SQLColumnCheckOperator", ["table", "column_mapping"], ["conn_id", "partition_clause", "accept_none"]
)
