"""Weft: every channel's customer data, woven into one warehouse."""
