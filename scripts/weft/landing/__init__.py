"""Landing: extracts go in whole and once, and every row of them is accounted for."""

from weft.landing.land import land
from weft.landing.result import LandingResult

__all__ = ["LandingResult", "land"]
