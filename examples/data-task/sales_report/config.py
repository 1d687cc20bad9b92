"""The configuration, from environment variables. The image is the same in every environment; this is what differs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

ENVIRONMENTS = ("development", "staging", "production")


class ConfigError(Exception):
    """Names every variable that is wrong."""


@dataclass(frozen=True)
class Config:
    environment: str
    input: str
    output: str
    day: date
    #: More rejected rows than this, in percent, fail the task.
    max_rejected: float


def read_config(env, day=None):
    wrong = []
    environment = env.get("ENVIRONMENT") or "development"
    if environment not in ENVIRONMENTS:
        wrong.append(f'ENVIRONMENT is "{environment}"; it takes {", ".join(ENVIRONMENTS)}.')
    places = {}
    for name in ("INPUT", "OUTPUT"):
        places[name] = env.get(name, "")
        if not places[name]:
            wrong.append(f"{name} is not set; it takes a folder or s3://bucket/prefix.")
    day = _day(day or env.get("DATE") or "", wrong)
    max_rejected = _percent(env.get("MAX_REJECTED_PERCENT") or "5", wrong)
    if wrong:
        raise ConfigError(" ".join(wrong))
    return Config(environment, places["INPUT"], places["OUTPUT"], day, max_rejected)


def _day(given, wrong):
    if not given:
        return datetime.now(timezone.utc).date() - timedelta(days=1)
    try:
        return datetime.strptime(given, "%Y-%m-%d").date()
    except ValueError:
        wrong.append(f'DATE is "{given}"; it takes a day as 2026-11-20.')
        return None


def _percent(given, wrong):
    try:
        percent = float(given)
        if 0 <= percent <= 100:
            return percent
    except ValueError:
        pass
    wrong.append(f'MAX_REJECTED_PERCENT is "{given}"; it takes a number from 0 to 100.')
    return None
