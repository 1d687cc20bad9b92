"""Working days: Monday to Friday, without public holidays."""

from datetime import timedelta

from .holidays import holidays_of

_FRIDAY = 4
_DAY = timedelta(days=1)


def is_workday(day, country, closed=frozenset()):
    """Whether people work in a country on a day; `closed` are more days on which they do not."""
    return day.weekday() <= _FRIDAY and day not in closed and day not in holidays_of(country, day.year)


def after_workdays(day, count, country, closed=frozenset()):
    """The day that many working days later; with 0 the day itself, or the first working day after it."""
    while not is_workday(day, country, closed):
        day += _DAY
    while count > 0:
        day += _DAY
        count -= is_workday(day, country, closed)
    return day
