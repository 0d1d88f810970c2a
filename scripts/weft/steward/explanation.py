"""What an explanation of two records or customers is made of."""

from dataclasses import dataclass

from weft.steward.evidence import Weighing


@dataclass(frozen=True)
class Step:
    """Two records, by name, the exact evidence they share, and what a comparison of them weighs."""

    record: str
    other: str
    evidence: tuple[str, ...] = ()
    weighing: Weighing | None = None


@dataclass(frozen=True)
class Explanation:
    """Why two are one person (the steps lead from one to the other), or why not (the best pair)."""

    is_one: bool
    verdict: str
    reasons: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def verdict(is_one: bool, one: str, other: str, keys: tuple[str, str]) -> str:
    """Say whether two, named by reference, are one customer; `keys` are their customer keys."""
    if is_one:
        return f"{one} and {other} are one person, customer {keys[0]}."
    return f"{one} and {other} are two customers: {keys[0]} and {keys[1]}."


def way(steps: int) -> str:
    """Say how long the way of evidence from one to the other is."""
    if steps == 0:
        return "The evidence that tied them is gone since; the next run looks at them anew."
    if steps == 1:
        return "Evidence ties the two to each other."
    return f"Evidence leads from one to the other in {steps} steps."
