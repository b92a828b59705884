"""Step ten: the leader's screen shows what the journey brought about."""

from chengshu.screens.cockpit import api as cockpit
from chengshu.screens.cockpit.contracts import Figure
from cities.demo.journey.walk import Walk
from cities.demo.report import Check, at_least, count, holds


def _sound(figure: Figure) -> bool:
    return figure.value is not None and figure.reading_id is not None


def read_screens(walk: Walk) -> tuple[Check, ...]:
    """Read every screen as a leader does; each number must have its evidence."""
    leader = walk.person("lingdao")
    screens = [cockpit.get_screen(leader, spec.code) for spec in cockpit.list_screens(leader)]
    screen = screens[0]
    trends = [trend for trend in screen.trends if len(trend.values) > 1]
    filled = bool(screen.alerts and screen.cases and screen.ranking)
    return (
        at_least("大屏", 1, len(screens)),
        count("核心指标有值可溯", len(screen.kpis), sum(map(_sound, [*screen.kpis]))),
        count("地图分区有值", 6, sum(_sound(area.figure) for area in screen.map_figures)),
        count("趋势", len(screen.spec.trends), len(trends)),
        holds("预警、案件、部门排名可见", ok=filled),
    )
