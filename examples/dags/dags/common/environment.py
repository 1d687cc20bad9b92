"""What differs per environment, from the file that scripts/configure.py writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, NamedTuple, Optional, Tuple

CONFIG_FILE = Path(__file__).resolve().parent.parent / "config" / "environment.json"


class Environment(NamedTuple):
    """Without a configuration: development, where nothing runs on its own."""

    name: str = "development"
    bucket: str = "shop-lake-development"
    warehouse_connection: str = "warehouse"
    alert_emails: Tuple[str, ...] = ()
    schedules_enabled: bool = False
    retention_days: int = 7
    delete_expired: bool = False
    health_interval_minutes: int = 15

    def schedule(self, cron: str) -> Optional[str]:
        """The schedule where this environment has schedules, otherwise none: runs are started by hand."""
        return cron if self.schedules_enabled else None


def read_environment(file: Path = CONFIG_FILE) -> Environment:
    """Read the configuration; a key that nobody knows is an error, as it is most likely misspelt."""
    if not file.exists():
        return Environment()
    values: Dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    unknown = sorted(set(values) - set(Environment._fields))
    if unknown:
        raise ValueError(f"{file.name} has unknown keys: {', '.join(unknown)}")
    values["alert_emails"] = tuple(values.get("alert_emails", ()))
    return Environment(**values)


ENVIRONMENT = read_environment()
