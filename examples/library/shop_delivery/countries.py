"""The countries that the shop delivers to."""

from typing import NamedTuple


class Country(NamedTuple):
    #: How many working days a parcel is on its way.
    days: int
    #: The public holidays that are on the same day each year, as (month, day).
    fixed: "tuple[tuple[int, int], ...]"
    #: The others, as days after Easter Sunday.
    after_easter: "tuple[int, ...]"


COUNTRIES = {
    "AT": Country(
        days=2,
        fixed=((1, 1), (1, 6), (5, 1), (8, 15), (10, 26), (11, 1), (12, 8), (12, 25), (12, 26)),
        after_easter=(1, 39, 50, 60),
    ),
    "DE": Country(
        days=1,
        fixed=((1, 1), (5, 1), (10, 3), (12, 25), (12, 26)),
        after_easter=(-2, 1, 39, 50),
    ),
    "FR": Country(
        days=3,
        fixed=((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
        after_easter=(1, 39, 50),
    ),
}
