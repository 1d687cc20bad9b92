"""What the shop knows of money. Amounts are whole cents: no rounding is left to floats."""

from .rounding import share
from .vat import COUNTRIES, vat_in

__all__ = ["COUNTRIES", "share", "vat_in"]
