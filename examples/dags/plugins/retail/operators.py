"""Operators that several DAGs use."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, Optional

from airflow.models.baseoperator import BaseOperator

_METRIC = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")
_COPY_OPTIONS = {"csv": "FORMAT AS CSV IGNOREHEADER 1", "json": "FORMAT AS JSON 'auto'", "parquet": "FORMAT AS PARQUET"}


class PublishMetricOperator(BaseOperator):
    """Writes a metric as one line of JSON to the task's log, where the log's metric filter picks it up."""

    template_fields = ("value", "dimensions")

    def __init__(self, *, metric: str, value: str, dimensions: Optional[Dict[str, str]] = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not _METRIC.match(metric):
            raise ValueError(f"{metric!r} is no metric name; use words in lower case, joined by dots")
        self.metric = metric
        self.value = value
        self.dimensions = dimensions or {}

    def execute(self, context: Any) -> str:
        line = json.dumps({"metric": self.metric, "value": float(self.value), **self.dimensions}, sort_keys=True)
        self.log.info(line)
        return line


class LoadFileOperator(BaseOperator):
    """Makes the COPY statement that loads one file, and keeps it for the task that runs it."""

    template_fields = ("source",)

    def __init__(self, *, source: str, table: str, file_format: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if file_format not in _COPY_OPTIONS:
            raise ValueError(f"{file_format!r} cannot be loaded; use one of {', '.join(sorted(_COPY_OPTIONS))}")
        self.source = source
        self.table = table
        self.file_format = file_format

    def execute(self, context: Any) -> str:
        quoted = self.source.replace("'", "''")
        return f"COPY {self.table} FROM '{quoted}' IAM_ROLE DEFAULT {_COPY_OPTIONS[self.file_format]}"
