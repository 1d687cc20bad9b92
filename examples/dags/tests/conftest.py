"""pytest reads this first; it does what every test module does for unittest."""

from tests import support  # noqa: F401  (it sets the path)
