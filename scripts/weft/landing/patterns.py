"""File patterns: a glob that is held against every tail of a delivered path."""

import re
from functools import cached_property

COMPRESSED_SUFFIXES = (".gz",)
_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]]+\]|.", re.DOTALL)


class PathPattern:
    """A glob such as `shopify/**/orders_export*.csv`.

    `*` and `?` stop at a slash, `**/` stands for any folders or none, `[!x]` for any character
    but x. Letter case does not matter, `.gz` behind the name neither.
    """

    def __init__(self, text: str) -> None:
        """Keep the text; the expression is compiled at first use."""
        self.text = text

    def __repr__(self) -> str:
        """Show the glob."""
        return f"PathPattern({self.text!r})"

    def __eq__(self, other: object) -> bool:
        """Two patterns are equal when their texts are."""
        return isinstance(other, PathPattern) and self.text == other.text

    def __hash__(self) -> int:
        """Hash the text."""
        return hash(self.text)

    @property
    def weight(self) -> int:
        """Number of characters that are spelled out: where two patterns fit, the heavier wins."""
        return sum(
            1 for token in _TOKEN.findall(self.text) if len(token) == 1 and token not in "*?"
        )

    def matches(self, path: str) -> bool:
        """Tell whether the path, or any tail of it, fits."""
        for suffix in COMPRESSED_SUFFIXES:
            path = path[: -len(suffix)] if path.lower().endswith(suffix) else path
        return self._expression.search(path) is not None

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(
            "(?:^|/)" + "".join(map(_translate, _TOKEN.findall(self.text))) + r"\Z", re.IGNORECASE
        )


def _translate(token: str) -> str:
    if token == "**/":
        return "(?:[^/]+/)*"
    if token == "**":
        return ".*"
    if token == "*":
        return "[^/]*"
    if token == "?":
        return "[^/]"
    if token.startswith("[") and len(token) > 1:
        return token.replace("[!", "[^/", 1).replace("\\", "\\\\")
    return re.escape(token)
