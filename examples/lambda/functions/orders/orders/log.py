"""A log of JSON lines, as CloudWatch reads it."""

import json
import sys


def log(level, message, **fields):
    print(json.dumps({"level": level, "message": message, **fields}), file=sys.stderr, flush=True)
