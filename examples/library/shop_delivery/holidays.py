"""Public holidays, those of a whole country."""

from datetime import date, timedelta

from .countries import COUNTRIES


def easter_of(year):
    """Easter Sunday, by the Gregorian computus of Meeus, Jones and Butcher."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * rest + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays_of(country, year):
    """The public holidays of a year. Raises KeyError for a country that the shop does not deliver to."""
    known = COUNTRIES[country]
    easter = easter_of(year)
    fixed = {date(year, month, day) for month, day in known.fixed}
    return frozenset(fixed | {easter + timedelta(days=days) for days in known.after_easter})
