"""Dates as the finance department counts them, for use in templates."""

from __future__ import annotations

from datetime import date, timedelta


def business_day_before(day: str) -> str:
    """The last day before that was not on a weekend, both as YYYY-MM-DD."""
    before = date.fromisoformat(day) - timedelta(days=1)
    while before.isoweekday() > 5:
        before -= timedelta(days=1)
    return before.isoformat()


def fiscal_quarter(day: str, first_month: int = 4) -> str:
    """The quarter of a fiscal year that begins in `first_month` and is named after the year it ends in: FY2027-Q1."""
    when = date.fromisoformat(day)
    months = (when.month - first_month) % 12
    year = when.year + (1 if first_month > 1 and when.month >= first_month else 0)
    return f"FY{year}-Q{months // 3 + 1}"
