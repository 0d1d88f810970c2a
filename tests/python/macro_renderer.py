"""Renders the project's macros for an engine without starting dbt.

dbt takes seconds an invocation; a table of hundreds of macro calls is rendered here in
milliseconds by the same template engine, with stand-ins for the few things of dbt's context that
`macros/engine` and `macros/cleaning` use.
"""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import jinja2
import yaml

PROJECT = Path(__file__).parents[2]
VARIABLES = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"] | {
    "run_at": "2026-10-01 06:00:00",
    "match_conflicts": ["given_name", "birth_date"],
}


class CompilationError(Exception):
    """What `exceptions.raise_compiler_error` raises."""


class _Return(Exception):  # noqa: N818 - no error
    """Carries the value of dbt's `return()` out of a macro."""

    def __init__(self, value: Any) -> None:
        self.value = value


class MacroRenderer:
    """All macros of the project, rendered for one engine ('duckdb' or 'spark')."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._environment = jinja2.Environment(extensions=["jinja2.ext.do"])
        context = self._environment.globals
        context.update(
            adapter=SimpleNamespace(dispatch=self.dispatch),
            config=lambda **_: "",
            exceptions=SimpleNamespace(raise_compiler_error=_raise_compiler_error),
            modules=SimpleNamespace(re=re),
            local_md5=lambda text: hashlib.md5(text.encode()).hexdigest(),
            execute=True,
            target=SimpleNamespace(type=engine),
            var=VARIABLES.get,
            **{"return": _return_value},
        )
        for path in sorted((PROJECT / "macros").rglob("*.sql")):
            if path.stem.startswith("materialization_"):  # written in tags of dbt's own
                continue
            template = self._environment.from_string(path.read_text(encoding="utf-8"))
            # Shared, so that a macro sees those of files read after its own.
            module = template.make_module(context, shared=True)
            for name, macro in vars(module).items():
                if isinstance(macro, jinja2.runtime.Macro):
                    context[name] = _returning(macro)

    def render(self, text: str, **names: Any) -> str:
        """A text with macro calls as the engine's SQL; `names` are what else it may speak of."""
        return self._environment.from_string(text).render(**names)

    def value(self, expression: str) -> Any:
        """What an expression of macro calls returns."""
        return self._environment.compile_expression(expression)()

    def define(self, name: str, function: Callable[..., Any]) -> None:
        """Put a function in a macro's place, or something of dbt's that only some macros use."""
        self._environment.globals[name] = function

    def dispatch(self, name: str, namespace: str) -> Callable[..., Any]:
        """The engine's body of a macro, else its default, as `adapter.dispatch` finds it."""
        macros = self._environment.globals
        found = macros.get(f"{self._engine}__{name}") or macros.get(f"default__{name}")
        if found is None:
            raise CompilationError(f"{namespace}.{name} has no body for {self._engine}")
        return found


def _returning(macro: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return macro(*args, **kwargs)
        except _Return as result:
            return result.value

    return call


def _return_value(value: Any) -> NoReturn:
    raise _Return(value)


def _raise_compiler_error(message: str) -> NoReturn:
    raise CompilationError(message)
