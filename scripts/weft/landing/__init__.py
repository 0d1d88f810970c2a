"""Landing: extracts go in whole and once, and every row of them is accounted for."""

from weft.landing.land import LandingResult, land

__all__ = ["LandingResult", "land"]
