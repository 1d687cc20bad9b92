from .rounding import share

#: The standard rates, in percent.
_RATES = {"AT": 20, "DE": 19, "FR": 20, "NL": 21}
COUNTRIES = tuple(_RATES)


def vat_in(cents, country):
    """The VAT that an amount has in it. Raises KeyError for a country that the shop does not sell to."""
    rate = _RATES[country]
    return share(cents, rate, 100 + rate)
