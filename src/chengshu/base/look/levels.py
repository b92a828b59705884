"""Words and shapes of levels and tones: colour never speaks alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Level:
    """A level's colour name, word and shape; the shape is the name of an icon."""

    name: str
    word: str | Promise
    shape: str


LEVELS = {
    level.name: level
    for level in (
        Level("red", _("红色"), "diamond"),
        Level("orange", _("橙色"), "triangle"),
        Level("yellow", _("黄色"), "square"),
        Level("blue", _("蓝色"), "circle"),
        Level("green", _("正常"), "check"),
        Level("grey", _("无数据"), "dash"),
    )
}
LIGHTS = {
    "green": Level("green", _("时限充裕"), "circle"),
    "yellow": Level("yellow", _("即将到期"), "triangle"),
    "red": Level("red", _("已超时"), "diamond"),
}


def find_level(name: str) -> Level:
    """Return the level of `name`; an unknown name shows as grey."""
    return LEVELS.get(name.lower(), LEVELS["grey"])


def level_word(name: str) -> str:
    """Return the word of a level in the active language."""
    return str(find_level(name).word)
