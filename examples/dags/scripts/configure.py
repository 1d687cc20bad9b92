#!/usr/bin/env python3
"""Writes dags/config/environment.json: config/base.json with what differs in one environment.

usage: configure.py --environment NAME [--output FILE]
"""

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "config"
OUTPUT = ROOT / "dags" / "config" / "environment.json"


def environments(config=CONFIG):
    """The names of the environments that have a configuration."""
    return sorted(file.stem for file in (config / "environments").glob("*.json"))


def configure(name, config=CONFIG):
    """The configuration of one environment. Raises ValueError for a name or a key that is not known."""
    if name not in environments(config):
        raise ValueError(f"There is no environment {name!r}; it is one of: {', '.join(environments(config))}.")
    base = json.loads((config / "base.json").read_text(encoding="utf-8"))
    own = json.loads((config / "environments" / f"{name}.json").read_text(encoding="utf-8"))
    unknown = sorted(set(own) - set(base))
    if unknown:
        raise ValueError(f"environments/{name}.json sets {', '.join(unknown)}, which base.json does not have.")
    return {**base, **own, "name": name}


def write(values, output=OUTPUT):
    """The same values give the same bytes, so that nothing is published for nothing."""
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(values, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Write the configuration of one environment for the DAGs.")
    parser.add_argument("--environment", required=True, metavar="NAME")
    parser.add_argument("--output", type=Path, default=OUTPUT, metavar="FILE")
    given = parser.parse_args(arguments)
    try:
        write(configure(given.environment), given.output)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Configured for {given.environment}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
