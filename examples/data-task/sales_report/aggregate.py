"""Adds order lines up."""

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Sales:
    country: str
    sku: str
    orders: int
    quantity: int
    revenue_cents: int


def aggregate(lines):
    """The sales by country and article, in that order; what was cancelled does not count."""
    orders = defaultdict(set)
    quantity = defaultdict(int)
    revenue = defaultdict(int)
    for line in lines:
        if line.cancelled:
            continue
        key = (line.country, line.sku)
        orders[key].add(line.order_id)
        quantity[key] += line.quantity
        revenue[key] += line.quantity * line.unit_price_cents
    return [Sales(*key, len(orders[key]), quantity[key], revenue[key]) for key in sorted(orders)]
