"""Erasure, access and retention: what a person may ask of us, and what time does."""
