"""When a parcel arrives."""

from datetime import time, timedelta

from .countries import COUNTRIES
from .workdays import after_workdays

#: Where the warehouse is.
WAREHOUSE = "DE"
#: What is ordered by then leaves on the same day.
CUT_OFF = time(14, 0)


def arrival_of(placed_at, country, closed=frozenset()):
    """
    The day on which a parcel arrives.

    `placed_at` is when it was ordered, by the clock of the warehouse; `closed` are days on which the warehouse is closed
    besides its holidays. Raises KeyError for a country that the shop does not deliver to.
    """
    days = COUNTRIES[country].days
    first = placed_at.date() if placed_at.time() <= CUT_OFF else placed_at.date() + timedelta(days=1)
    leaves = after_workdays(first, 0, WAREHOUSE, closed)
    # On the way only the holidays of where it goes count.
    return after_workdays(leaves + timedelta(days=1), days - 1, country)
