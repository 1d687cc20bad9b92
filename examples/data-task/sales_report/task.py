"""The task: read the orders of a day, add them up, write the report. Run again, it writes the same again."""

import csv
import io
import json
from dataclasses import astuple, fields

from sales_report.aggregate import Sales, aggregate
from sales_report.log import log
from sales_report.orders import NoOrders, Rejected, read_orders
from sales_report.storage import MissingInput

#: So many rejected rows are named in the log; all of them are counted.
NAMED = 5


class TooManyRejected(Exception):
    """The input cannot be trusted: nothing was written."""


def run(config, source, target):
    """Gives what is to be said of the run: how many rows, how much money."""
    name = f"orders-{config.day.isoformat()}.csv"
    try:
        rows = list(read_orders(source.read(name)))
    except NoOrders as error:
        raise MissingInput(f"{name} has no orders. {error}") from None
    rejected = [row for row in rows if isinstance(row, Rejected)]
    for row in rejected[:NAMED]:
        log("warning", "rejected", file=name, line=row.line, reason=row.reason)
    share = 100 * len(rejected) / len(rows) if rows else 0
    if share > config.max_rejected:
        raise TooManyRejected(
            f"{len(rejected)} of the {len(rows)} rows of {name} are rejected, {share:.1f} %;"
            f" {config.max_rejected:g} % are allowed."
        )
    sales = aggregate(row for row in rows if not isinstance(row, Rejected))
    summary = {
        "day": config.day.isoformat(),
        "rows": len(rows),
        "rejected": len(rejected),
        "revenue_cents": sum(sale.revenue_cents for sale in sales),
    }
    # The summary comes last: where it is, the report is.
    target.write(f"sales-{config.day.isoformat()}.csv", as_csv(sales))
    target.write(f"sales-{config.day.isoformat()}.json", json.dumps(summary, indent=2) + "\n")
    return summary


def as_csv(sales):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(Sales)])
    writer.writerows(astuple(sale) for sale in sales)
    return text.getvalue()
