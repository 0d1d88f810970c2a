"""`weft ask`: the ready questions in analyses/, put to the published warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
from jinja2 import Environment, StrictUndefined
from rich.console import Console
from rich.table import Table

from weft.errors import WeftError
from weft.pipeline.databases import published
from weft.settings import PROJECT_ROOT, Warehouse


@dataclass(frozen=True)
class Question:
    """One file of analyses/: its name without number, its first comment, its SQL template."""

    name: str
    text: str
    template: str


def questions(folder: Path = PROJECT_ROOT / "analyses") -> dict[str, Question]:
    """Give the questions by name, in the order of their numbers."""
    found = {}
    for path in sorted(folder.glob("*.sql")):
        template = path.read_text(encoding="utf-8")
        first_line = template.splitlines()[0].removeprefix("--").strip()
        name = path.stem.split("_", 1)[1]
        found[name] = Question(name, first_line, template)
    return found


def compiled(question: Question, connection: duckdb.DuckDBPyConnection) -> str:
    """Give the question's SQL for a published file: each ref() is the table of that name.

    Raises:
        WeftError: The published file lacks a table the question asks.
    """
    rows = connection.execute(
        "select table_name, schema_name from duckdb_tables() "
        "where schema_name in ('marts', 'quality')"
    ).fetchall()
    tables = {table: f'"{schema}"."{table}"' for table, schema in rows}
    run_at = connection.execute(
        "select cast(max(run_at) as varchar) from quality.quality_runs"
    ).fetchall()[0][0]

    def ref(name: str) -> str:
        if name not in tables:
            raise WeftError(
                f"The published warehouse has no table {name}.",
                "It was published by another version: run `weft run` again.",
            )
        return tables[name]

    environment = Environment(undefined=StrictUndefined, autoescape=False)
    return environment.from_string(question.template).render(
        ref=ref, run_at=lambda: f"cast('{run_at}' as timestamp)"
    )


def ask(warehouse: Warehouse, name: str, console: Console) -> None:
    """Answer one question from the published warehouse, as a table on the console.

    Raises:
        WeftError: There is no such question, or nothing is published yet.
    """
    known = questions()
    if name not in known:
        raise WeftError(f"No question is called {name}.", "See `weft ask` for all of them.")
    question = known[name]
    with published(warehouse) as connection:
        result = connection.execute(compiled(question, connection))
        headings = [column[0] for column in result.description or []]
        rows = result.fetchall()
    table = Table(*headings, title=question.text)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table)


def listed(known: Mapping[str, Question]) -> Table:
    """Give the questions as a table: the name to type and what it asks."""
    table = Table("name", "question", title="Questions that `weft ask <name>` answers")
    for question in known.values():
        table.add_row(question.name, question.text)
    return table
