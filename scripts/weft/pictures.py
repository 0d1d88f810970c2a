"""Pictures of the warehouse: one customer's timeline, and the lineage of the layers, as SVG."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from weft.errors import WeftError
from weft.pipeline.databases import published
from weft.settings import Warehouse

FONT = 'font-family="Helvetica, Arial, sans-serif"'
INK, FAINT = "#1f2a36", "#d5dbe1"
COLOURS = {
    "delivered": "#9aa5b1",
    "opened": "#7fb3d5",
    "clicked": "#2e86c1",
    "visited": "#1a5276",
    "bought": "#1e8449",
    "redeemed": "#27ae60",
    "called": "#b9770e",
    "complained": "#c0392b",
    "asked": "#d98880",
    "attended": "#7d3c98",
    "registered": "#bb8fce",
    "replied": "#48c9b0",
    "unsubscribed": "#e74c3c",
}
LAYERS = ("sources", "staging", "conformed", "identity", "activity", "contact", "marts")

Touch = tuple[datetime, str, str, str]


def timeline(warehouse: Warehouse, customer_key: str | None, out: Path | None = None) -> Path:
    """Draw every contact of one customer, a row per channel; give the file's path.

    Without a key it is the customer whom most channels reached.

    Raises:
        WeftError: Nothing is published, or there is no such customer.
    """
    with published(warehouse) as connection:
        if customer_key is None:
            customer_key = str(
                connection.execute(
                    """
                select customer_key from marts.fct_touchpoints
                where customer_key is not null
                group by customer_key
                order by count(distinct channel) desc, count(*), customer_key
                limit 1
                """
                ).fetchall()[0][0]
            )
        touches = connection.execute(
            """
            select touched_at, channel, touch_kind, coalesce(brand_key, '')
            from marts.fct_touchpoints
            where customer_key = ? and not is_machine
            order by touched_at, touchpoint_key
            """,
            [customer_key],
        ).fetchall()
    if not touches:
        raise WeftError(
            f"The published warehouse knows no contact of customer {customer_key}.",
            "Give a customer_key of marts.dim_customer.",
        )
    path = out or warehouse.reports / f"timeline-{customer_key}.svg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_timeline_svg(touches), encoding="utf-8")
    return path


def _timeline_svg(touches: Sequence[Touch]) -> str:
    channels = sorted({touch[1] for touch in touches})
    kinds = [kind for kind in COLOURS if any(touch[2] == kind for touch in touches)]
    left, width, row = 120, 900, 30
    height = 70 + row * len(channels) + 40
    first, last = touches[0][0], touches[-1][0]
    span = max((last - first).total_seconds(), 1.0)

    def x(moment: datetime) -> float:
        return left + (moment - first).total_seconds() / span * (width - left - 30)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {FONT}>',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="12" y="24" font-size="15" fill="{INK}">One customer, {len(touches)} contacts '
        f"in {len(channels)} channels, {first:%d %b %Y} to {last:%d %b %Y}</text>",
    ]
    for number, channel in enumerate(channels):
        y = 56 + row * number
        parts.append(
            f'<text x="12" y="{y + 4}" font-size="12" fill="{INK}">'
            f"{escape(channel.replace('_', ' '))}</text>"
            f'<line x1="{left}" y1="{y}" x2="{width - 20}" y2="{y}" stroke="{FAINT}"/>'
        )
    for moment, channel, kind, brand in touches:
        y = 56 + row * channels.index(channel)
        radius = 7 if kind in ("bought", "redeemed", "complained") else 4.5
        parts.append(
            f'<circle cx="{x(moment):.1f}" cy="{y}" r="{radius}" '
            f'fill="{COLOURS.get(kind, INK)}" fill-opacity="0.8">'
            f"<title>{moment:%d %b %Y %H:%M} {escape(kind)} {escape(brand)}</title></circle>"
        )
    for number, kind in enumerate(kinds):
        at = 20 + number * 100
        parts.append(
            f'<circle cx="{at}" cy="{height - 20}" r="5" fill="{COLOURS[kind]}"/>'
            f'<text x="{at + 10}" y="{height - 16}" font-size="12" fill="{INK}">{kind}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def _label(node: dict[str, Any]) -> str | None:
    """What stands for a model in the lineage: its source, its concept, or its own name."""
    if node["schema"] == "staging":
        return str(node["fqn"][2])
    if node["schema"] == "conformed":
        return node["name"].removesuffix("__unioned") if len(node["fqn"]) == 3 else None
    return str(node["name"]) if node["schema"] == "marts" else str(node["name"].split("__")[0])


def lineage(manifest: Path, out: Path) -> Path:
    """Draw the layers of the project and how many models of each feed the next.

    `manifest` is dbt's target/manifest.json.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))
    layer_of: dict[str, str] = dict.fromkeys(nodes["sources"], "sources")
    members: dict[str, set[str]] = defaultdict(set)
    for node in nodes["sources"].values():
        if node["source_name"] not in ("landing", "ledger"):
            members["sources"].add(node["source_name"])
    for key, node in nodes["nodes"].items():
        if node["resource_type"] == "model" and node["schema"] in LAYERS:
            layer_of[key] = node["schema"]
            label = _label(node)
            if label:
                members[node["schema"]].add(label)
    counts = {layer: sum(1 for name in layer_of.values() if name == layer) for layer in LAYERS}
    edges: dict[tuple[str, str], int] = defaultdict(int)
    for key, node in nodes["nodes"].items():
        for parent in node.get("depends_on", {}).get("nodes", []):
            ends = (layer_of.get(parent), layer_of.get(key))
            if ends[0] and ends[1] and ends[0] != ends[1]:
                edges[ends[0], ends[1]] += 1
    column, top = 175, 96
    tallest = max(len(members[layer]) for layer in LAYERS)
    width, height = column * len(LAYERS) + 10, top + 17 * tallest + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {FONT}>',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, layer in enumerate(LAYERS):
        x = 10 + column * number
        unit = "tables" if layer == "sources" else "models"
        parts.append(
            f'<rect x="{x}" y="16" width="{column - 45}" height="52" rx="6" fill="#eaf2f8" '
            f'stroke="#2e86c1"/><text x="{x + 10}" y="38" font-size="15" fill="{INK}">'
            f"{'raw' if layer == 'sources' else layer}</text>"
            f'<text x="{x + 10}" y="57" font-size="11" fill="{INK}">{counts[layer]} {unit}</text>'
        )
        if number + 1 < len(LAYERS):
            links = edges.get((layer, LAYERS[number + 1]), 0)
            start = x + column - 43
            parts.append(
                f'<line x1="{start}" y1="42" x2="{start + 36}" y2="42" stroke="#2e86c1" '
                f'stroke-width="2"/><path d="M{start + 36} 37 l8 5 l-8 5z" fill="#2e86c1"/>'
                f'<text x="{start + 6}" y="34" font-size="10" fill="{INK}">{links}</text>'
            )
        parts += [
            f'<text x="{x + 4}" y="{top + 17 * position}" font-size="11" fill="{INK}">'
            f"{escape(name.replace('_', ' '))}</text>"
            for position, name in enumerate(sorted(members[layer]))
        ]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")
    return out
