"""YAML whose mappings and lists remember the line they stand on."""

from pathlib import Path
from typing import Any

import yaml

from weft.errors import WeftError


class LocatedDict(dict[str, Any]):
    """A mapping with its own line and the line of each of its keys (1-based)."""

    line: int = 0
    lines: dict[str, int]

    def line_of(self, key: str) -> int:
        """Give the line of a key, or of the mapping where the key is absent."""
        return self.lines.get(key, self.line)


# libyaml's parser is some ten times faster and knows the lines as well; not every build has it.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc]
    """The safe loader, building LocatedDict for every mapping."""


def _construct_mapping(loader: Any, node: yaml.MappingNode) -> LocatedDict:
    content = loader.construct_mapping(node, deep=True)
    located = LocatedDict({str(key): value for key, value in content.items()})
    located.line = node.start_mark.line + 1
    located.lines = {
        str(key.value): key.start_mark.line + 1
        for key, _ in node.value
        if isinstance(key, yaml.ScalarNode)
    }
    return located


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)


def read_yaml(path: Path) -> LocatedDict:
    """Read a YAML file that holds one mapping. Errors: WeftError naming file and line."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WeftError(f"{path}:{line}: {error.problem}", "Correct the YAML.") from error
    if content is None:
        return _empty()
    if not isinstance(content, LocatedDict):
        raise WeftError(f"{path}:1: expected a mapping", "Begin the file with `version: 2`.")
    return content


def _empty() -> LocatedDict:
    located = LocatedDict()
    located.line, located.lines = 1, {}
    return located
