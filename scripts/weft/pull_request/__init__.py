"""`weft pull-request`: what a change to the project does to its tables, before it is merged."""

from weft.pull_request.review import review

__all__ = ["review"]
