"""Landing contracts: what the dbt source YAMLs say about the files of each table.

A contract is the table's `config.meta.landing` together with its columns. Whatever does not make
sense is refused here, with file and line, before any extract is touched.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from weft.errors import WeftError
from weft.landing.located_yaml import LocatedDict, read_yaml
from weft.landing.patterns import PathPattern
from weft.settings import PROJECT_ROOT


class ReaderKind(StrEnum):
    """How the bytes of a file become rows."""

    CSV = "csv"
    FIXED_WIDTH = "fixed_width"
    NDJSON = "ndjson"
    WEBLOG = "weblog"
    ZOOM = "zoom"
    XML = "xml"
    PARQUET = "parquet"


class LoadRule(StrEnum):
    """Which of a table's landed rows count."""

    APPEND = "append"
    REPLACE_PERIOD = "replace_period"
    LATEST = "latest"
    SNAPSHOT = "snapshot"


ENCODINGS = ("utf-8", "utf-16", "latin-1", "windows-1252")
DELIMITER_NAMES = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
LINEAGE_COLUMNS: dict[str, str] = {
    "_source_file": "varchar",
    "_line_number": "bigint",
    "_batch_id": "varchar",
    "_file_id": "bigint",
    "_delivered_on": "date",
    "_loaded_at": "timestamp",
    "_row_hash": "varchar",
    "_extra_columns": "varchar",
}
_LANDING_KEYS = {
    "pattern",
    "reader",
    "encoding",
    "delimiter",
    "header",
    "preamble",
    "ignore_rows",
    "load_rule",
    "key",
    "period",
    "natural_key",
    "path_columns",
    "parts",
    "line_pattern",
    "line_length",
}
Choice = TypeVar("Choice", bound=StrEnum)
_DATA_TYPE = re.compile(r'[\w\s(),\[\]"]+')


@dataclass(frozen=True, eq=False)
class Column:
    """A column of the landed table and the headers it goes by in the export."""

    name: str
    data_type: str
    headers: tuple[str, ...] = ()
    required: bool = False
    not_null: bool = False
    is_personal: bool = False
    start: int | None = None
    length: int | None = None
    line: int = 0


@dataclass(frozen=True, eq=False)
class Contract:
    """What is promised about the files of one landed table."""

    source_name: str
    table_name: str
    schema: str
    file: Path
    line: int
    patterns: tuple[PathPattern, ...]
    reader: ReaderKind
    columns: tuple[Column, ...]
    encoding: str = "utf-8"
    delimiters: tuple[str, ...] = (",",)
    has_header: bool = True
    preamble: str | None = None
    ignore_rows: str | None = None
    load_rule: LoadRule = LoadRule.APPEND
    key: tuple[str, ...] = ()
    natural_key: tuple[str, ...] = ()
    path_columns: dict[str, re.Pattern[str]] = field(default_factory=dict, hash=False)
    parts: re.Pattern[str] | None = None
    line_pattern: str | None = None
    line_length: int | None = None

    @property
    def name(self) -> str:
        """`source.table`, as people speak of it."""
        return f"{self.source_name}.{self.table_name}"

    @property
    def not_null_columns(self) -> tuple[str, ...]:
        """Columns without which a row goes to quarantine."""
        return tuple(column.name for column in self.columns if column.not_null)

    def place(self, column: Column | None = None) -> str:
        """`file:line` of the contract, or of one of its columns."""
        inside = self.file.is_relative_to(PROJECT_ROOT)
        file = self.file.relative_to(PROJECT_ROOT) if inside else self.file
        return f"{file}:{column.line if column else self.line}"

    def table_columns(self) -> dict[str, str]:
        """Give every column of the landed table with its type, in order."""
        declared = {column.name: column.data_type for column in self.columns}
        return declared | dict.fromkeys(self.path_columns, "varchar") | LINEAGE_COLUMNS

    def path_values(self, path: str) -> dict[str, str | None]:
        """Read the values that stand only in the path of a file."""
        values: dict[str, str | None] = {}
        for name, pattern in self.path_columns.items():
            found = pattern.search(path)
            values[name] = found.group(1) if found else None
        return values

    def without_part(self, path: str) -> str:
        """Give the path that all parts of one logical file have in common."""
        return self.parts.sub("", path) if self.parts else path


def load_contracts(models: Path) -> list[Contract]:
    """Read every landing contract below `models`, sorted by source and table.

    Errors: WeftError with file and line for whatever is missing, unknown or contradictory.
    """
    contracts: list[Contract] = []
    for path in sorted([*models.rglob("*.yml"), *models.rglob("*.yaml")]):
        if b"sources:" not in path.read_bytes():
            continue
        for source in read_yaml(path).get("sources") or []:
            for table in source.get("tables") or []:
                landing = _meta(table).get("landing")
                if landing is not None:
                    contracts.append(_Parser(path, source, table, landing).parse())
    seen: dict[str, Contract] = {}
    for contract in contracts:
        if contract.name in seen:
            raise WeftError(
                f"{contract.place()}: {contract.name} has a contract already, "
                f"at {seen[contract.name].place()}",
                "Keep one of the two.",
            )
        seen[contract.name] = contract
    return sorted(contracts, key=lambda contract: contract.name)


def _meta(node: LocatedDict) -> dict[str, Any]:
    config = node.get("config") or {}
    meta = config.get("meta") or node.get("meta") or {}
    return meta if isinstance(meta, dict) else {}


class _Parser:
    """Turns one table of a source YAML into a Contract."""

    def __init__(
        self, path: Path, source: LocatedDict, table: LocatedDict, landing: LocatedDict
    ) -> None:
        self.path, self.source, self.table, self.landing = path, source, table, landing

    def parse(self) -> Contract:
        """Check the contract and give it typed."""
        landing = self.landing
        if not isinstance(landing, LocatedDict):
            raise self._error("landing must be a mapping", self.table.line)
        for key in landing:
            if key not in _LANDING_KEYS:
                known = ", ".join(sorted(_LANDING_KEYS))
                raise self._error(f"landing has no setting '{key}'", landing.line_of(key), known)
        columns = self._columns()
        path_columns = {
            str(name): self._regex(pattern, "path_columns", groups=1)
            for name, pattern in (landing.get("path_columns") or {}).items()
        }
        reader = self._choice("reader", ReaderKind)
        load_rule = self._choice("load_rule", LoadRule)
        names = [column.name for column in columns] + list(path_columns)
        for name in names:
            if names.count(name) > 1 or name in LINEAGE_COLUMNS:
                raise self._error(f"column '{name}' is declared twice or reserved", landing.line)
        contract = Contract(
            source_name=str(self.source["name"]),
            table_name=str(self.table["name"]),
            schema=str(self.source.get("schema") or f"raw_{self.source['name']}"),
            file=self.path,
            line=landing.line,
            patterns=tuple(PathPattern(text) for text in self._list("pattern", required=True)),
            reader=reader,
            columns=columns,
            encoding=self._encoding(),
            delimiters=tuple(
                DELIMITER_NAMES.get(text, text) for text in self._list("delimiter") or [","]
            ),
            has_header=bool(landing.get("header", True)),
            preamble=self._pattern_text("preamble"),
            ignore_rows=self._pattern_text("ignore_rows"),
            load_rule=load_rule,
            key=self._key(load_rule, names, path_columns),
            # What staging makes of a row (an occurrence, a file's line) is no part of its key here.
            natural_key=tuple(name for name in self._list("natural_key") if name in names),
            path_columns=path_columns,
            parts=self._regex(landing["parts"], "parts", 0) if landing.get("parts") else None,
            line_pattern=self._pattern_text("line_pattern"),
            line_length=landing.get("line_length"),
        )
        self._check_reader(contract)
        return contract

    def _columns(self) -> tuple[Column, ...]:
        columns = []
        for node in self.table.get("columns") or []:
            meta = _meta(node)
            data_type = " ".join(str(node.get("data_type") or "varchar").split())
            if not _DATA_TYPE.fullmatch(data_type):
                raise self._error(f"'{data_type}' is no data type", node.line_of("data_type"))
            headers = meta.get("headers") or []
            columns.append(
                Column(
                    name=str(node["name"]),
                    data_type="varchar" if data_type == "string" else data_type,
                    headers=tuple(map(str, headers if isinstance(headers, list) else [headers])),
                    required=bool(meta.get("required")),
                    not_null=bool(meta.get("not_null")),
                    is_personal=bool(meta.get("pii")),
                    start=meta.get("start"),
                    length=meta.get("length"),
                    line=node.line_of("name"),
                )
            )
        if not columns:
            raise self._error("a landing contract needs columns", self.table.line)
        return tuple(columns)

    def _key(
        self, rule: LoadRule, names: list[str], path_columns: dict[str, re.Pattern[str]]
    ) -> tuple[str, ...]:
        if rule is LoadRule.APPEND:
            return ()
        setting = "period" if rule is LoadRule.REPLACE_PERIOD else "key"
        key = self._list(setting)
        if not key and rule is not LoadRule.SNAPSHOT:
            raise self._error(f"load_rule {rule} needs '{setting}'", self.landing.line)
        for name in key:
            if name not in names:
                raise self._error(
                    f"'{name}' in {setting} is no column", self.landing.line_of(setting)
                )
            if rule is LoadRule.SNAPSHOT and name not in path_columns:
                raise self._error(
                    f"'{name}': a snapshot's key must be path columns, known for a file as a whole",
                    self.landing.line_of(setting),
                )
        return tuple(key)

    def _check_reader(self, contract: Contract) -> None:
        if contract.reader is ReaderKind.FIXED_WIDTH:
            for column in contract.columns:
                if not column.start or not column.length:
                    raise self._error(
                        f"fixed-width column '{column.name}' needs start and length", column.line
                    )
        elif contract.reader not in (ReaderKind.NDJSON, ReaderKind.PARQUET):
            for column in contract.columns:
                if column.data_type != "varchar":
                    raise self._error(
                        f"column '{column.name}': the {contract.reader} reader lands text only",
                        column.line,
                        "Write `data_type: varchar` and cast in staging.",
                    )

    def _choice(self, key: str, choices: type[Choice]) -> Choice:
        value = self.landing.get(key)
        try:
            return choices(str(value))
        except ValueError:
            allowed = ", ".join(choices)
            found = "missing" if value is None else f"'{value}'"
            raise self._error(
                f"{key} is {found}", self.landing.line_of(key), f"Use one of: {allowed}."
            ) from None

    def _encoding(self) -> str:
        encoding = str(self.landing.get("encoding") or "utf-8").lower()
        if encoding not in ENCODINGS:
            raise self._error(
                f"encoding '{encoding}' is not known",
                self.landing.line_of("encoding"),
                f"Use one of: {', '.join(ENCODINGS)}.",
            )
        return encoding

    def _list(self, key: str, required: bool = False) -> list[str]:
        value = self.landing.get(key)
        if value is None:
            if required:
                raise self._error(f"'{key}' is missing", self.landing.line)
            return []
        return [str(item) for item in value] if isinstance(value, list) else [str(value)]

    def _pattern_text(self, key: str) -> str | None:
        value = self.landing.get(key)
        return None if value is None else self._regex(value, key, 0).pattern

    def _regex(self, text: Any, key: str, groups: int) -> re.Pattern[str]:
        try:
            pattern = re.compile(str(text))
        except re.error as error:
            raise self._error(
                f"{key}: '{text}' is no regular expression ({error})", self.landing.line_of(key)
            ) from error
        if groups and pattern.groups != groups:
            raise self._error(
                f"{key}: '{text}' must have one group in brackets", self.landing.line_of(key)
            )
        return pattern

    def _error(self, message: str, line: int, cure: str = "") -> WeftError:
        name = f"{self.source.get('name')}.{self.table.get('name')}"
        return WeftError(f"{self.path}:{line}: {name}: {message}", cure or "Correct the contract.")
