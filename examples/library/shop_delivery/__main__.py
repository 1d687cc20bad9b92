"""Says when a parcel arrives: `python3 -m shop_delivery FR 2026-11-20T13:30`."""

import argparse
import sys
from datetime import datetime

from .arrival import arrival_of
from .closures import BadClosures, read_closures
from .countries import COUNTRIES


def main(args=None):
    parser = argparse.ArgumentParser(prog="shop-delivery", description="Say when a parcel arrives.")
    parser.add_argument("country", choices=sorted(COUNTRIES))
    parser.add_argument("placed_at", metavar="TIME", type=datetime.fromisoformat, help="such as 2026-11-20T13:30")
    parser.add_argument("--closures", metavar="FILE", help="days on which the warehouse is closed, one a line")
    given = parser.parse_args(args)
    try:
        closed = read_closures(given.closures) if given.closures else frozenset()
    except (BadClosures, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(arrival_of(given.placed_at, given.country, closed).isoformat())
    return 0


if __name__ == "__main__":
    sys.exit(main())
