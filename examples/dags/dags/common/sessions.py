"""Cuts clicks into sessions."""

from __future__ import annotations

from itertools import groupby
from typing import Iterable, List, Tuple

Click = Tuple[str, float]
"""A visitor, and a time in seconds."""

GAP_SECONDS = 30 * 60


def cut_sessions(clicks: Iterable[Click], gap: float = GAP_SECONDS) -> List[Tuple[str, float, float, int]]:
    """Sessions as (visitor, first click, last click, clicks); a longer gap than `gap` begins a new one."""
    sessions: List[Tuple[str, float, float, int]] = []
    for visitor, group in groupby(sorted(clicks), key=lambda click: click[0]):
        times = [time for _, time in group]
        first = last = times[0]
        count = 0
        for time in times:
            if time - last > gap:
                sessions.append((visitor, first, last, count))
                first, count = time, 0
            last, count = time, count + 1
        sessions.append((visitor, first, last, count))
    return sessions
