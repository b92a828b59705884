"""The components as template tags; each prints one template of `look/parts/`."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils.encoding import force_str
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chengshu.base.clock import api as clock_api
from chengshu.base.look.charts import list_rows
from chengshu.base.look.contracts import (
    ChartOptions,
    MapLayer,
    Progress,
    Tag,
    TaskCard,
    Text,
    TimelineItem,
)
from chengshu.base.look.durations import say_remaining
from chengshu.base.look.levels import LIGHTS, Level, find_level
from chengshu.base.look.maps import to_document
from chengshu.base.look.progress import ProgressView, view_progress
from chengshu.base.look.tables import Table

ICON = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
register = template.Library()
Values = dict[str, object]
_NUMBERS = count(1)  # parts of a page loaded later must not repeat an id


def _next_id(prefix: str) -> str:
    return f"{prefix}-{next(_NUMBERS) % 1_000_000}"


@register.inclusion_tag("look/parts/table.html", takes_context=True)
def table(context: Context, table: Table) -> Values:
    """Print a table built by `look.api.build_table`."""
    return {"table": table, "request": context.get("request")}


@register.inclusion_tag("look/parts/timeline.html")
def timeline(items: Sequence[TimelineItem]) -> Values:
    """Print the steps of a flow, in the order given."""
    return {"items": items}


@register.inclusion_tag("look/parts/task_card.html")
def task_card(card: TaskCard) -> Values:
    """Print one task with its clock."""
    return {"card": card}


@register.inclusion_tag("look/parts/chart.html")
def chart(options: ChartOptions, height: int = 280, *, title: Text = "") -> Values:
    """Print a chart of `height` pixels with its figures as a table below, folded."""
    rows = list_rows(options)
    return {
        "id": _next_id("chart"),
        "options": options,
        "height": height,
        "title": title,
        "head": rows[0] if rows else (),
        "rows": rows[1:] if "xAxis" in options else rows,
        "has_head": "xAxis" in options,
    }


@register.inclusion_tag("look/parts/map.html")
def map_panel(
    layers: Sequence[MapLayer], height: int = 420, *, title: Text = "", inset: int = 0
) -> Values:
    """Print a map of our own GeoJSON layers; nothing is fetched from outside.

    `inset` keeps so many pixels at the left free for what lies over the map.
    """
    return {
        "id": _next_id("map"),
        "document": to_document(layers),
        "layers": layers,
        "height": height,
        "inset": inset,
        "title": title,
        "worker": asset("vendor/maplibre/maplibre-gl-csp-worker.js"),
    }


@register.inclusion_tag("look/parts/drawer.html")
def drawer(id: str, title: Text, url: str, *, label: Text = "") -> Values:
    """Print a link that opens `url` in the drawer, or as a page where there is no JavaScript."""
    return {"id": id, "title": title, "url": url, "label": label or title}


@register.inclusion_tag("look/parts/empty.html")
def empty(title: Text, hint: Text = "", *, url: str = "", action: Text = "") -> Values:
    """Print what stands where there is nothing yet, and what to do about it."""
    return {"title": title, "hint": hint, "url": url, "action": action}


@register.inclusion_tag("look/parts/progress.html", takes_context=True)
def progress(context: Context, job: Progress) -> Values:
    """Print how far a job is; the part asks again by itself until the job ends."""
    view: ProgressView = view_progress(job)
    return {"job": view, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("look/parts/level.html")
def level(name: object, word: Text = "") -> Values:
    """Print a level as colour, word and shape."""
    found: Level = find_level(str(name or ""))
    return {"level": found, "word": word or found.word}


@register.inclusion_tag("look/parts/clock.html")
def clock(due_at: dt.datetime | None, light: object = "") -> Values:
    """Print a deadline with its light and what is left of it."""
    return {
        "due_at": due_at,
        "light": LIGHTS.get(str(light or "")),
        "remaining": say_remaining(clock_api.now(), due_at) if due_at else "",
    }


@register.inclusion_tag("look/parts/field.html")
def field(bound: BoundField, wide: bool = False) -> Values:  # noqa: FBT001, FBT002 - a template passes it by name
    """Print a form field with label, help and errors."""
    kind = getattr(bound.field.widget, "input_type", "")
    return {"field": bound, "wide": wide, "is_check": kind == "checkbox"}


@register.inclusion_tag("look/parts/tag.html")
def tag(value: object, tone: str = "") -> Values:
    """Print a word in a pill; `value` is text or a `Tag`."""
    found = value if isinstance(value, Tag) else Tag(force_str(value), tone or "neutral")
    return {"tag": found}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Print an icon of the sprite; it says nothing to screen readers."""
    return format_html(ICON, asset("look/icons.svg"), name)


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of a static file with its digest, so that browsers may keep it."""
    mark = _digest(path)
    return f"{static(path)}?v={mark}" if mark else static(path)


@cache
def _digest(path: str) -> str:
    found = finders.find(path)
    return sha256(Path(found).read_bytes()).hexdigest()[:10] if isinstance(found, str) else ""


@register.filter
def lookup(mapping: Mapping[str, object], key: str) -> object:
    """Return `mapping[key]`, or nothing."""
    return mapping.get(key, "")


@register.filter
def figure(value: object) -> str:
    """Return a number with thousands separators, without trailing zeros."""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float | Decimal):
        text = f"{value:,.4f}"
        return text.rstrip("0").rstrip(".")
    return str(value)


@register.filter
def share(value: object) -> str:
    """Return a ratio (0 to 1) as a percentage with one decimal."""
    return f"{value * 100:.1f}%" if isinstance(value, int | float | Decimal) else str(value)


@register.filter
def unlocalized(value: object) -> str:
    """Return a number as HTML attributes want it."""
    return str(value)
