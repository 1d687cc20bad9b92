"""Partners' feeds: one JSON file describes one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Iterator, List, NamedTuple

FEEDS_FOLDER = Path(__file__).resolve().parent.parent / "feeds"
FORMATS = ("csv", "json", "parquet")


class Feed(NamedTuple):
    partner: str
    schedule: str
    format: str
    tables: List[str]
    owner: str = "partners"


def read_feed(file: Path) -> Feed:
    feed = Feed(**json.loads(file.read_text(encoding="utf-8")))
    if feed.partner != file.stem:
        raise ValueError(f"{file.name} is about {feed.partner!r}; name the file after its partner")
    if feed.format not in FORMATS:
        raise ValueError(f"{file.name}: {feed.format!r} is no format; use one of {', '.join(FORMATS)}")
    if not feed.tables or any(not re.match(r"^[a-z][a-z0-9_]*$", table) for table in feed.tables):
        raise ValueError(f"{file.name}: `tables` needs at least one name, in lower case")
    return feed


def read_feeds(folder: Path = FEEDS_FOLDER) -> Iterator[Feed]:
    """Every feed, in the order of the partners' names."""
    for file in sorted(folder.glob("*.json")):
        yield read_feed(file)
