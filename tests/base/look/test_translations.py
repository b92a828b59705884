from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from click.testing import CliRunner

from chengshu.base.look import translations

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext
A = _("没有英文")
B = _("有英文 %(name)s")
C = ngettext("%(n)d 条", "%(n)d 条", 3)
D = _("english needs none")
E = _("位置不符 %(name)s")
"""
TEMPLATE = """{% load i18n %}
  {% translate "页面文字" %} {% if x %}
{% blocktranslate with a=b %}共 {{ a }} 页{% endblocktranslate %}{% endif %}
{{ y|default:_("参数文字") }} <a title="it's">{% empty _("空") %}</a>
"""
ENGLISH = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "有英文 %(name)s"
msgstr "English %(name)s"

msgid "位置不符 %(name)s"
msgstr "place %(nam)s"

msgid "%(n)d 条"
msgid_plural "%(n)d 条"
msgstr[0] "%(n)d row"
msgstr[1] "%(n)d rows"

#, fuzzy
msgid "页面文字"
msgstr "page text"
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    room = tmp_path / "src" / "chengshu" / "data" / "sample"
    (room / "templates" / "sample").mkdir(parents=True)
    (tmp_path / "cities" / "demo").mkdir(parents=True)
    (tmp_path / "cities" / "demo" / "__init__.py").write_text("")
    (tmp_path / "cities" / "demo" / "x.yaml").write_text("title: 不译")
    (room / "__init__.py").write_text(PYTHON, encoding="utf-8")
    (room / "templates" / "sample" / "a.html").write_text(TEMPLATE, encoding="utf-8")
    (room / "policy.yaml").write_text(
        "a:\n  - {title: 标题, name: 名, label: plain}\n", encoding="utf-8"
    )
    catalogue = translations.english_of(room)
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(ENGLISH, encoding="utf-8")
    return room


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(translations.main, arguments)
    return result.exit_code, result.output


def test_every_marked_text_is_found_in_code_pages_and_tables(room: Path) -> None:
    keys = {text.key for text in translations.list_texts(room)}
    assert keys == {
        *("没有英文", "有英文 %(name)s", "%(n)d 条", "位置不符 %(name)s"),
        *("页面文字", "共 %(a)s 页", "参数文字", "空", "标题"),
    }


def test_missing_lists_by_room_what_lacks_good_english(room: Path) -> None:
    code, output = run("missing")
    assert code == 1
    assert "src/chengshu/data/sample: 7" in output
    assert "没有英文" in output
    assert "页面文字" in output  # fuzzy counts as missing
    assert "位置不符" in output  # a place is misspelt
    assert "'有英文" not in output
    assert run("missing", "other") == (0, "")


def test_compiling_does_only_what_changed(room: Path) -> None:
    assert run("compile")[1] == "1 catalogues compiled\n"
    assert run("compile")[1] == "0 catalogues compiled\n"
    with translations.english_of(room).with_suffix(".mo").open("rb") as stream:
        catalogue = read_mo(stream)
    assert catalogue["有英文 %(name)s"].string == "English %(name)s"  # type: ignore[union-attr]  # - it is there


def test_stubs_add_empty_entries_and_keep_the_rest(room: Path) -> None:
    assert "7 added" in run("stubs", "sample")[1]
    text = translations.english_of(room).read_text(encoding="utf-8")
    assert 'msgid "没有英文"\nmsgstr ""' in text
    assert "English %(name)s" in text
    again = translations.english_of(room).read_text(encoding="utf-8")
    run("stubs", "sample")
    assert translations.english_of(room).read_text(encoding="utf-8") == again


def test_stubs_begin_a_catalogue_where_there_is_none(room: Path) -> None:
    translations.english_of(room).unlink()
    run("stubs", "sample")
    text = translations.english_of(room).read_text(encoding="utf-8")
    assert text.startswith("# English of the texts of this room")
    assert 'msgid_plural "%(n)d 条"' in text


def test_the_shell_is_complete_in_english() -> None:
    english = translations.read_english()
    folder = translations.ROOT / "src" / "chengshu" / "base" / "look"
    assert translations.find_missing(folder, english) == ()
