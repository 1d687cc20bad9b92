from dataclasses import dataclass

from shop_money import COUNTRIES

from .catalogue import CATALOGUE
from .http import Problem

MOST = 100


@dataclass(frozen=True)
class Order:
    country: str
    #: Pairs of an article and how many of it.
    lines: tuple


def read_order(given):
    """An order that makes sense. Raises Problem with everything that is wrong with it."""
    if not isinstance(given, dict):
        raise Problem(400, "An order is an object with country and lines.")
    wrong = []
    country, lines = given.get("country"), given.get("lines")
    if country not in COUNTRIES:
        wrong.append(f"country is {country!r}; it is one of {', '.join(COUNTRIES)}.")
    if not isinstance(lines, list) or not lines:
        wrong.append("lines are missing.")
        lines = []
    for number, line in enumerate(lines, 1):
        sku, quantity = (line.get("sku"), line.get("quantity")) if isinstance(line, dict) else (None, None)
        if not isinstance(sku, str) or sku not in CATALOGUE:
            wrong.append(f"line {number}: sku is {sku!r}, which is not sold.")
        if type(quantity) is not int or not 0 < quantity <= MOST:
            wrong.append(f"line {number}: quantity is {quantity!r}; it is a whole number from 1 to {MOST}.")
    if wrong:
        raise Problem(422, " ".join(wrong))
    return Order(country, tuple((line["sku"], line["quantity"]) for line in lines))
