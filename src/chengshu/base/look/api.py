"""The door of look: pages, tables, charts, navigation and task lists for every room."""

from chengshu.base.look.charts import bar_chart, gauge, line_chart, pie_chart
from chengshu.base.look.city import get_city
from chengshu.base.look.exports import disarm, stream
from chengshu.base.look.levels import level_word
from chengshu.base.look.maps import place_on_city, read_districts
from chengshu.base.look.navigation import (
    list_quick,
    list_tasks,
    register_nav,
    register_quick,
    register_tasks,
)
from chengshu.base.look.neighbours import Jobs, connect_jobs
from chengshu.base.look.pages import add_error, page, respond_error, respond_table
from chengshu.base.look.shell import actor, is_partial
from chengshu.base.look.tables import Table
from chengshu.base.look.tables import lay_out as build_table

__all__ = [
    "Jobs",
    "Table",
    "actor",
    "add_error",
    "bar_chart",
    "build_table",
    "connect_jobs",
    "disarm",
    "gauge",
    "get_city",
    "is_partial",
    "level_word",
    "line_chart",
    "list_quick",
    "list_tasks",
    "page",
    "pie_chart",
    "place_on_city",
    "read_districts",
    "register_nav",
    "register_quick",
    "register_tasks",
    "respond_error",
    "respond_table",
    "stream",
]
