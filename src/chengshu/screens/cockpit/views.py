"""Pages of cockpit: the list of screens, one screen, its panels, its stream of changes."""

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from chengshu.base.look import api as look
from chengshu.screens.cockpit import api
from chengshu.screens.cockpit.contracts import Screen
from chengshu.screens.cockpit.drawing import draw_map, draw_trend, has_levels, order_areas
from chengshu.screens.cockpit.errors import ScreenMissingError
from chengshu.screens.cockpit.stream import tell_changes


@look.page
def list_screens(request: HttpRequest) -> HttpResponseBase:
    """Show which screens the city has."""
    screens = api.list_screens(look.actor(request))
    return render(request, "cockpit/list.html", {"screens": screens})


@look.page
def show_screen(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one screen."""
    screen = api.get_screen(look.actor(request), code)
    return render(request, "cockpit/screen.html", _to_context(screen))


@look.page
def show_panels(request: HttpRequest, code: str) -> HttpResponseBase:
    """Return the panels of one screen alone, for the page to take what has changed."""
    screen = api.get_screen(look.actor(request), code)
    return render(request, "cockpit/panels.html", _to_context(screen))


@look.page
def show_details(request: HttpRequest, code: str, subject: str) -> HttpResponseBase:
    """Show in the drawer what a panel's numbers are made of: departments, cases or alerts.

    Raises:
        ScreenMissingError: There is no such subject.
    """
    if subject not in _SUBJECTS:
        raise ScreenMissingError(kind="", key=subject)
    screen = api.get_screen(look.actor(request), code)
    return render(request, "cockpit/details.html", {**_to_context(screen), "subject": subject})


@look.page
def stream_screen(request: HttpRequest, code: str) -> HttpResponseBase:
    """Stream an event whenever something on the screen has changed."""
    actor = look.actor(request)
    api.get_screen(actor, code)
    response = StreamingHttpResponse(
        tell_changes(actor, code), content_type="text/event-stream; charset=utf-8"
    )
    response["X-Accel-Buffering"] = "no"
    return response


def _to_context(screen: Screen) -> dict[str, object]:
    name = screen.map_figures[0].figure.name if screen.map_figures else ""
    return {
        "screen": screen,
        "heading": screen.spec.title,
        "trends": [(trend, draw_trend(trend)) for trend in screen.trends],
        "map_name": name,
        "map_layers": draw_map(screen.map_figures, name),
        "map_areas": order_areas(screen.map_figures),
        "map_has_levels": has_levels(screen.map_figures),
        "level_names": _LEVELS,
        "levels": [(level, screen.alert_counts.get(level, 0)) for level in _LEVELS],
        "alert_total": sum(screen.alert_counts.values()),
        "published": sum(line.published for line in screen.ranking),
        "entries": sum(line.entries for line in screen.ranking),
        "on_time": sum(line.on_time for line in screen.ranking),
        "resources": sum(line.resources for line in screen.ranking),
    }


_LEVELS = ("red", "orange", "yellow", "blue")
_SUBJECTS = ("departments", "cases", "alerts")
