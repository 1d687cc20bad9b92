"""Arguments that every task has unless its DAG says otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Dict

from common.alerts import alert_failure
from common.environment import ENVIRONMENT

START = datetime(2026, 1, 1)
SQL_FOLDER = Path(__file__).resolve().parent.parent / "sql"


def default_args(owner: str, **over: Any) -> Dict[str, Any]:
    """Arguments for a team's tasks: two retries, and a message when the last one fails."""
    return {
        "owner": owner,
        "retries": 2,
        "retry_delay": timedelta(minutes=5),
        "email": list(ENVIRONMENT.alert_emails),
        "email_on_failure": bool(ENVIRONMENT.alert_emails),
        "on_failure_callback": alert_failure,
        **over,
    }
