"""The documentation names everything there is, and its links lead somewhere."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Role
from chengshu.base.settings.contracts import Settings
from chengshu.cli.main import main
from docs import reference_pages

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ROLES = {  # a role with pages of its own has a guide
    *("bureau-administrator", "data-officer", "developer", "duty-officer"),
    *("handling-unit", "leader", "auditor", "operator"),
}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"```.*?```", re.DOTALL)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Return the generated pages by path, as the site shows them."""
    return reference_pages.make_pages()


def written_pages() -> dict[str, str]:
    return {
        path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(DOCS.rglob("*.md"))
    }


def nav_pages() -> Iterator[str]:
    def walk(node: object) -> Iterator[str]:
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            for below in node.values():
                yield from walk(below)
        elif isinstance(node, list):
            for below in node:
                yield from walk(below)

    return walk(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])


def headings(path: Path) -> list[str]:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return re.findall(r"^#+ ", text, re.MULTILINE)


def test_every_setting_is_documented_in_chinese(pages: dict[str, str]) -> None:
    meanings = yaml.safe_load((DOCS / "settings.zh.yaml").read_text(encoding="utf-8"))
    assert set(meanings) == set(Settings.model_fields)
    for name in Settings.model_fields:
        assert f"`CHENGSHU_{name.upper()}`" in pages["reference/settings.md"]


def test_every_command_is_documented(pages: dict[str, str]) -> None:
    with main.make_context("chengshu", ["doctor"]) as context:
        names = main.list_commands(context)
    assert [n for n in names if f"## chengshu {n}\n" not in pages["reference/commands.md"]] == []


def test_every_permission_is_documented(pages: dict[str, str]) -> None:
    page = pages["reference/permissions.md"]
    assert [r.permission for r in access.list_rules() if f"`{r.permission}`" not in page] == []


def test_every_error_is_documented(pages: dict[str, str]) -> None:
    page = pages["reference/errors.md"]
    codes = {
        code
        for path in (ROOT / "src" / "chengshu").rglob("*.py")
        for code in re.findall(
            r'^    code(?:: \S+)? = "(\w+)"$', path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    roots = {"refused", "retry", "broken"}  # natures, never raised bare
    assert sorted(code for code in codes - roots if f"| `{code}` |" not in page) == []


def test_every_plugin_point_and_key_is_documented(pages: dict[str, str]) -> None:
    points = reference_pages.list_plug_points()
    assert {"connectors", "rule_kinds", "jobs"} <= {point.registry.name for point in points}
    page = pages["reference/plugins.md"]
    for point in points:
        assert f"## chengshu.{point.registry.name}\n" in page
        assert [key for key, _ in point.registry if f"| `{key}` |" not in page] == []


def test_every_operation_is_documented(pages: dict[str, str]) -> None:
    page = pages["reference/api.md"]
    assert "| GET | `/gateway/v1/resources/{code}/rows` |" in page
    rows = [line for line in page.splitlines() if "`/api/v1/" in line]
    assert len(rows) > 20
    assert [row for row in rows if not re.search(r"[\u4e00-\u9fff]", row)] == []  # has a summary


def test_every_page_is_in_the_navigation(pages: dict[str, str]) -> None:
    there = set(written_pages()) | set(pages)
    assert sorted(there ^ set(nav_pages())) == []
    assert {f"guide/{role}.md" for role in ROLES} <= there


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [path.name[:4] for path in sorted((DOCS / "decisions").glob("*.md"))]
    assert [number for number in numbers if numbers.count(number) > 1] == []


def test_links_lead_somewhere(pages: dict[str, str]) -> None:
    there = written_pages() | pages
    dead = [
        f"{name}: {target}"
        for name, text in there.items()
        for target in LINK.findall(FENCE.sub("", text))
        if not target.startswith(("http://", "https://", "#"))
        and _resolve(name, target) not in there
        and not (DOCS / _resolve(name, target)).is_file()
    ]
    assert dead == []


def _resolve(name: str, target: str) -> str:
    place = (DOCS / name).parent / unquote(target.partition("#")[0])
    return place.resolve().relative_to(DOCS).as_posix()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_links_of_the_front_pages_lead_somewhere(name: str) -> None:
    targets = LINK.findall(FENCE.sub("", (ROOT / name).read_text(encoding="utf-8")))
    local = [target for target in targets if not target.startswith(("http://", "https://", "#"))]
    assert [target for target in local if not (ROOT / target).exists()] == []


def test_commands_of_the_front_page_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        words = set(re.findall(r"\bmake (\w+)", text))
        assert {"demo", "test"} <= words
        assert [word for word in words if not re.search(rf"^{word}:", makefile, re.MULTILINE)] == []


def test_both_front_pages_have_the_same_shape() -> None:
    assert headings(ROOT / "README.md") == headings(ROOT / "README.zh-CN.md")


@pytest.mark.django_db
def test_the_first_operator_is_made_as_the_guide_says(tmp_path: Path) -> None:
    guide = (DOCS / "guide" / "operator.md").read_text(encoding="utf-8")
    script = tmp_path / "first.py"
    script.write_text(guide.partition("```python\n")[2].partition("```")[0], encoding="utf-8")
    runpy.run_path(str(script))
    person = accounts.find_person("yunwei")
    assert person is not None
    assert {role for post in person.posts for role in post.roles} == {Role.OPERATOR}


def test_the_site_fetches_nothing_from_elsewhere() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert settings["theme"]["font"] is False
    assert "extra_javascript" not in settings
    assert "extra_css" not in settings
    assert not [text for text in written_pages().values() if "](http" in text or "<script" in text]
