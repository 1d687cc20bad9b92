"""A log of JSON lines, as CloudWatch and others read it."""

import json
import sys
from datetime import datetime, timezone


def log(level, message, **fields):
    time = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    print(json.dumps({"time": time, "level": level, "message": message, **fields}), file=sys.stdout, flush=True)
