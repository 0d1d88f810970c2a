"""Benchmarks: how fast Weft is on this machine, against the plainest way of doing the same."""
