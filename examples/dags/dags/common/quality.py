"""Checks on data, as plain functions over counts and rows."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Sequence


class QualityError(Exception):
    """The data is not what it should be; the message lists every finding."""


class Expectation(NamedTuple):
    table: str
    min_rows: int
    max_drop: float = 0.5
    """How much smaller than yesterday a day may be: 0.5 allows half."""


def row_count_findings(expectation: Expectation, today: int, yesterday: int) -> List[str]:
    findings = []
    if today < expectation.min_rows:
        findings.append(f"{expectation.table}: {today} rows, expected at least {expectation.min_rows}")
    if yesterday > 0 and today < yesterday * (1 - expectation.max_drop):
        findings.append(f"{expectation.table}: {today} rows after {yesterday} the day before")
    return findings


def duplicate_findings(table: str, rows: Iterable[Mapping[str, Any]], key: Sequence[str]) -> List[str]:
    seen: Dict[tuple, int] = {}
    for row in rows:
        value = tuple(row[column] for column in key)
        seen[value] = seen.get(value, 0) + 1
    return [
        f"{table}: {dict(zip(key, value))} is there {times} times" for value, times in seen.items() if times > 1
    ]


def raise_findings(findings: Sequence[str]) -> None:
    if findings:
        raise QualityError("\n".join(findings))
