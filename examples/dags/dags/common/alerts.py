"""What is said when a task fails."""

from __future__ import annotations

import logging
from typing import Any, Mapping

log = logging.getLogger(__name__)


def failure_message(context: Mapping[str, Any], environment: str) -> str:
    """One line: where, what, and the first line of why."""
    instance = context["task_instance"]
    reason = str(context.get("exception") or "no reason given").strip().splitlines()[0]
    return f"[{environment}] {instance.dag_id}.{instance.task_id} failed (try {instance.try_number}): {reason}"


def alert_failure(context: Mapping[str, Any]) -> None:
    """Airflow calls this when a task has failed for good."""
    from common.environment import ENVIRONMENT

    log.error(failure_message(context, ENVIRONMENT.name))
