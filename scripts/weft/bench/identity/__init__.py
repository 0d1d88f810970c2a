"""Matching on public data with known truth, by Weft's models and by Splink, beside each other."""
