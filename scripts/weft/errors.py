"""Errors that are meant for the person who runs Weft."""


class WeftError(Exception):
    """What went wrong, where, and what to do about it; shown without a traceback."""

    def __init__(self, message: str, cure: str = "") -> None:
        """Keep the message and, apart from it, the cure."""
        super().__init__(message)
        self.cure = cure
