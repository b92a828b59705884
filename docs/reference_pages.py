"""Makes the reference pages from the code at build time, so that they cannot go stale."""

import importlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import get_args

import click
import django
import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from chengshu.base.errors.api import ChengshuError
from chengshu.base.registry.api import Registry
from chengshu.base.settings.contracts import Settings
from chengshu.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "chengshu"
_REGISTRY = re.compile(r"^(\w+): Registry\[", re.MULTILINE)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_OPERATIONS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class PlugPoint:
    """One registry of the house: what keeps it, what a plugin must be, what is in it."""

    registry: Registry[object]
    place: str
    shape: type[object]


def settings_page() -> Iterator[str]:
    """Yield the settings, one row each."""
    yield (
        "# 设置\n\n全部从环境变量读取，启动时读一次；取值不合格时程序拒绝启动，"
        "`chengshu doctor` 指出是哪一项。列表类设置用 JSON 书写，"
        "例如 `CHENGSHU_ALLOWED_HOSTS='[\"data.city.gov.cn\"]'`。\n\n"
        "| 变量 | 默认值 | 含义 |\n|---|---|---|"
    )
    meanings = yaml.safe_load((ROOT / "docs/settings.zh.yaml").read_text(encoding="utf-8"))
    for name, entry in Settings.model_fields.items():
        meaning = meanings.get(name, entry.description)
        yield f"| `CHENGSHU_{name.upper()}` | `{entry.default!s}` | {meaning} |"


def commands_page() -> Iterator[str]:
    """Yield every command with its options."""
    yield "# 命令\n"
    context = click.Context(main, info_name="chengshu")
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        if command is not None:
            text = command.get_help(click.Context(command, info_name=f"chengshu {name}"))
            yield f"## chengshu {name}\n\n```text\n{text}\n```\n"


def permissions_page() -> Iterator[str]:
    """Yield every permission with the roles that hold it and how far it reaches."""
    yield "# 权限\n\n| 权限 | 含义 | 角色与范围 |\n|---|---|---|"
    path = ROOT / "src/chengshu/base/access/policy.yaml"
    for name, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        roles = "，".join(f"{role}（{scope}）" for role, scope in entry["roles"].items())
        yield f"| `{name}` | {entry['title']} | {roles} |"


def all_errors(root: type[ChengshuError]) -> Iterator[type[ChengshuError]]:
    """Yield the tree of errors below `root`, depth first."""
    for error in root.__subclasses__():
        yield error
        yield from all_errors(error)


def errors_page() -> Iterator[str]:
    """Yield every error with its nature, status and sentence."""
    for path in sorted((ROOT / "src/chengshu").glob("*/*/errors.py")):
        importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
    yield "# 错误\n\n| 代码 | 性质 | HTTP | 说明 |\n|---|---|---|---|"
    known = {error.code: error for error in all_errors(ChengshuError)}
    for code in sorted(known):
        error = known[code]
        yield f"| `{code}` | {error.nature.value} | {error.status} | {error.sentence} |"


def list_plug_points() -> tuple[PlugPoint, ...]:
    """Return every registry of the source, found by its declaration."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        for name in _REGISTRY.findall(path.read_text(encoding="utf-8")):
            dotted = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
            found.append(_plug_point(importlib.import_module(dotted), name))
    return tuple(found)


def _plug_point(module: ModuleType, name: str) -> PlugPoint:
    shape = get_args(module.__annotations__[name])[0]
    return PlugPoint(getattr(module, name), module.__name__, shape)


def plugins_page() -> Iterator[str]:
    """Yield every plugin point with its group, its Protocol and what is registered."""
    importlib.import_module("config.urls")  # joins the rooms, which registers their work
    yield (
        "# 扩展点\n\n扩展是一个 Python 包，在 `pyproject.toml` 里用入口点登记；核心自带的实现"
        "登记在同一处。键重复时程序报错。\n\n```toml\n"
        '[project.entry-points."chengshu.connectors"]\nmy_kind = "my_package:MyConnector"\n```\n'
    )
    for point in list_plug_points():
        room = ".".join(point.place.split(".")[:3])
        about = "两次运行之间的分钟数" if point.shape is int else _first_line(point.shape.__doc__)
        yield f"## chengshu.{point.registry.name}\n"
        yield f"登记处 `{point.place}`，房间 `{room}`；登记的是 `{point.shape.__name__}`：{about}\n"
        yield "| 键 | 名称 |\n|---|---|"
        for key, item in sorted(point.registry):
            yield f"| `{key}` | {_title_of(item)} |"
        yield ""
    yield from _masks()


def _title_of(item: object) -> str:
    if isinstance(item, int):
        return f"每 {item} 分钟"
    return str(getattr(item, "title", "") or type(item).__name__)


def _masks() -> Iterator[str]:
    masks = importlib.import_module("chengshu.data.catalog.masks")
    yield "## 脱敏方式\n\n信息项的“脱敏方式”只能取下列值；不认识的值按 `hide` 处理，全部隐藏。\n"
    yield "、".join(f"`{kind}`" for kind in masks.mask_kinds()) + "。\n"


def api_page() -> Iterator[str]:
    """Yield the operations of the JSON API and of the gateway, one row each."""
    importlib.import_module("config.urls")
    pages = importlib.import_module("config.api").api.get_openapi_schema()
    calls = importlib.import_module("chengshu.exchange.gateway.desk.openapi")
    yield (
        "# 接口\n\n## 网关\n\n供其他系统凭密钥签名调用，见[开发者指南](../guide/developer.md)；"
        "机器可读的说明在 `/gateway/v1/openapi.json`，签名访问时还列出本应用已获授权的资源。\n"
    )
    yield from _operations(calls.describe_gateway(())["paths"])
    yield (
        "\n## 页面所用的接口\n\n以登录会话访问，写操作须带 CSRF 令牌；"
        "在线说明在 `/api/v1/docs`。拒绝时返回 `application/problem+json`。\n"
    )
    yield from _operations(pages["paths"])


def _operations(paths: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Iterator[str]:
    yield "| 方法 | 地址 | 作用 |\n|---|---|---|"
    for path in sorted(paths):
        for method in (name for name in _OPERATIONS if name in paths[path]):
            operation = paths[path][method]
            title, about = (str(operation.get(key) or "") for key in ("summary", "description"))
            words = title if _CHINESE.search(title) else _first_line(about)
            yield f"| {method.upper()} | `{path}` | {words} |"


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n", 1)[0]


PAGES = {
    "reference/settings.md": settings_page,
    "reference/commands.md": commands_page,
    "reference/permissions.md": permissions_page,
    "reference/errors.md": errors_page,
    "reference/plugins.md": plugins_page,
    "reference/api.md": api_page,
}


def make_pages() -> dict[str, str]:
    """Return the text of every generated page by its path."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    return {path: "\n".join(make()) for path, make in PAGES.items()}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to the site."""
    for path, text in make_pages().items():
        files.append(File.generated(config, path, content=text))
    return files
