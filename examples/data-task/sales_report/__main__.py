"""Runs the task once: `python -m sales_report [--date DATE]`, with its configuration in environment variables."""

import argparse
import os
import sys
import time

from sales_report.config import ConfigError, read_config
from sales_report.log import log
from sales_report.storage import MissingInput, open_storage
from sales_report.task import TooManyRejected, run


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="sales_report", description=__doc__)
    parser.add_argument("--date", help="the day, as 2026-11-20; the last one by default")
    given = parser.parse_args(arguments)
    started = time.perf_counter()
    try:
        config = read_config(os.environ, given.date)
        result = run(config, open_storage(config.input), open_storage(config.output))
    except (ConfigError, MissingInput, TooManyRejected) as error:
        log("error", "failed", reason=str(error))
        return 1
    log("info", "done", seconds=round(time.perf_counter() - started, 3), **result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
