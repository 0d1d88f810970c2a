"""The certificate of an erasure: what was removed from where, and nothing that says of whom."""

import json
from dataclasses import asdict
from pathlib import Path

from weft import __version__
from weft.pipeline.ledger import Erasure
from weft.private_files import private_file
from weft.settings import Warehouse

_STEPS = (
    "The published files were written anew without the person's rows.",
    "Her records were taken out of the delivered files that Weft can write anew.",
    "Decisions on her records and rows, and row keys in the results of checks, were removed from "
    "the run ledger, which was then written anew.",
    "Reports, logs and compiled SQL were removed, and whatever else in the warehouse folder spoke "
    "of her.",
    "The candidate was written anew with nothing but raw rows of others; everything built of them "
    "is built again by the next run.",
    "What is kept are hashes, SHA-256 with a salt of this warehouse, so that old files delivered "
    "again do not bring her back.",
)


def write_certificate(warehouse: Warehouse, erasure: Erasure) -> Path:
    """Write the certificate as JSON and, to be read, as Markdown; give the path of the latter."""
    told = asdict(erasure) | {
        "places": json.loads(erasure.places),
        "named": json.loads(erasure.named),
        "steps": _STEPS,
        "weft_version": __version__,
    }
    folder = warehouse.folder / "erasures"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with private_file(folder / f"{erasure.erasure_id}.json") as file:
        json.dump(told, file, indent=2, ensure_ascii=False)
    with private_file(folder / f"{erasure.erasure_id}.md") as file:
        file.write(_page(told))
    return folder / f"{erasure.erasure_id}.md"


def _page(told: dict[str, object]) -> str:
    places, named = told["places"], told["named"]
    assert isinstance(places, dict) and isinstance(named, list), "as write_certificate made them"
    lines = [
        f"# Certificate of erasure {told['erasure_id']}",
        "",
        f"Asked for by {told['asked_by']}, begun {told['begun_at']} UTC, "
        f"finished {told['finished_at']} UTC, by Weft {told['weft_version']}.",
        "",
        "| place | removed |",
        "|---|---:|",
        *(f"| {place} | {count:,} |" for place, count in places.items()),
        "",
        "## What was done",
        "",
        *(f"{number}. {step}" for number, step in enumerate(_STEPS, start=1)),
        "",
        "## What Weft could not write anew",
        "",
        *(
            [f"- {path}: have it delivered again without her, or delete it." for path in named]
            or ["Nothing."]
        ),
    ]
    return "\n".join(lines) + "\n"
