"""The configuration, from the variables of the function. The zip is the same in every environment; this is what differs."""

from dataclasses import dataclass

ENVIRONMENTS = ("development", "staging", "production")


class ConfigError(Exception):
    """Names every variable that is wrong."""


@dataclass(frozen=True)
class Config:
    environment: str
    #: From this amount on, in cents, nothing is taken for shipping.
    free_shipping_from: int


def read_config(env):
    wrong = []
    environment = env.get("ENVIRONMENT") or "development"
    if environment not in ENVIRONMENTS:
        wrong.append(f'ENVIRONMENT is "{environment}"; it takes {", ".join(ENVIRONMENTS)}.')
    cents = env.get("FREE_SHIPPING_FROM") or "5000"
    if not (cents.isascii() and cents.isdigit()):
        wrong.append(f'FREE_SHIPPING_FROM is "{cents}"; it takes a whole number of cents.')
    if wrong:
        raise ConfigError(" ".join(wrong))
    return Config(environment, int(cents))
