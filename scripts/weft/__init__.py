"""Weft: every channel's customer data, woven into one warehouse."""

__version__ = "0.1.0"
