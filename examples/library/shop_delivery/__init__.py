"""When a parcel of the shop arrives."""

from .arrival import arrival_of
from .closures import BadClosures, read_closures
from .countries import COUNTRIES
from .holidays import holidays_of
from .workdays import after_workdays, is_workday

__all__ = [
    "BadClosures",
    "COUNTRIES",
    "after_workdays",
    "arrival_of",
    "holidays_of",
    "is_workday",
    "read_closures",
]
