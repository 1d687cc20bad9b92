"""The days on which the warehouse is closed, as a file has them: one a line, `#` begins a comment."""

from datetime import date
from pathlib import Path


class BadClosures(ValueError):
    """A line of the file is no day."""


def read_closures(file):
    """The days in a file. Raises BadClosures with the place of the first line that is none, OSError for no file."""
    days = set()
    for number, line in enumerate(Path(file).read_text(encoding="utf-8").splitlines(), start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        try:
            days.add(date.fromisoformat(text))
        except ValueError:
            raise BadClosures(f"{file}:{number}: {text!r} is no day; write it as 2026-12-24.") from None
    return frozenset(days)
