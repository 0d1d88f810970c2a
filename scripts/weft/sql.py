"""The one place where names and fixed values are quoted into SQL text."""


def quote_identifier(name: str) -> str:
    """Give a table or column name as SQL text that can mean nothing else."""
    return '"' + name.replace('"', '""') + '"'


def quote_literal(text: str) -> str:
    """Give a fixed text as an SQL literal, for the few places that take no parameter."""
    return "'" + text.replace("'", "''") + "'"


def quote_relation(name: str) -> str:
    """Give `schema.table` (or `schema.table.column`) as SQL text, each part quoted."""
    return ".".join(quote_identifier(part) for part in name.split("."))
