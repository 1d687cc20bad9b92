"""Reads order lines from CSV. A row that makes no sense is rejected with its reason, and does not stop the others."""

import csv
import io
from dataclasses import dataclass

COLUMNS = ("order_id", "country", "sku", "quantity", "unit_price_cents", "status")


@dataclass(frozen=True)
class OrderLine:
    order_id: str
    country: str
    sku: str
    quantity: int
    unit_price_cents: int
    cancelled: bool


@dataclass(frozen=True)
class Rejected:
    #: In the file, from 1; the header is the first.
    line: int
    reason: str


class NoOrders(ValueError):
    """The file is no file of orders."""


def read_orders(text):
    """Gives an OrderLine or a Rejected for each row."""
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
    if missing:
        raise NoOrders(f"The columns {', '.join(missing)} are missing.")
    for row in reader:
        try:
            yield _line(row)
        except ValueError as error:
            yield Rejected(reader.line_num, str(error))


def _line(row):
    if any(row[column] is None for column in COLUMNS):
        raise ValueError("it is too short")
    country = row["country"].strip().upper()
    if len(country) != 2 or not country.isalpha():
        raise ValueError(f"country is {row['country']!r}")
    status = row["status"].strip()
    if status not in ("placed", "cancelled"):
        raise ValueError(f"status is {row['status']!r}")
    if not row["order_id"] or not row["sku"]:
        raise ValueError("order_id or sku is empty")
    quantity = _whole(row, "quantity", 1)
    price = _whole(row, "unit_price_cents", 0)
    return OrderLine(row["order_id"], country, row["sku"], quantity, price, status == "cancelled")


def _whole(row, column, least):
    text = row[column].strip()
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise ValueError(f"{column} is {row[column]!r}")
    return int(text)
