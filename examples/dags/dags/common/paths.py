"""Where things lie in the lake: s3://bucket/layer/table/year=/month=/day=/."""

from __future__ import annotations

import re
from datetime import date
from typing import Iterable, List

LAYERS = ("raw", "staged", "mart")
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


def table_prefix(layer: str, table: str) -> str:
    """The prefix of a table, with a slash at its end."""
    if layer not in LAYERS:
        raise ValueError(f"{layer!r} is no layer of the lake; use one of {', '.join(LAYERS)}")
    if not _NAME.match(table):
        raise ValueError(f"{table!r} is no table name; use lower-case letters, digits and underscores")
    return f"{layer}/{table}/"


def partition_key(layer: str, table: str, day: date, file: str = "") -> str:
    """The key of one day's partition, or of a file in it."""
    return f"{table_prefix(layer, table)}year={day:%Y}/month={day:%m}/day={day:%d}/{file}"


def lake_uri(bucket: str, layer: str, table: str) -> str:
    return f"s3://{bucket}/{table_prefix(layer, table)}"


def partition_day(key: str) -> date:
    """The day of a key that `partition_key` made."""
    found = re.search(r"year=(\d{4})/month=(\d{2})/day=(\d{2})/", key)
    if not found:
        raise ValueError(f"{key!r} has no partition")
    return date(*map(int, found.groups()))


def expired(keys: Iterable[str], today: date, retention_days: int) -> List[str]:
    """The keys whose partition is older than the retention, oldest first; keys without a partition stay."""
    old = []
    for key in keys:
        try:
            day = partition_day(key)
        except ValueError:
            continue
        if (today - day).days > retention_days:
            old.append((day, key))
    return [key for _, key in sorted(old)]
