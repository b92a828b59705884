"""Translations: `python -m chengshu.base.look.translations compile | missing | stubs`.

The msgid is the Chinese text. Each room keeps its English in `locale/en/LC_MESSAGES/django.po`;
Babel reads and compiles them, so that no machine needs the gettext tools. Plain Python: Django
need not be set up.
"""

import io
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import yaml
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[4]
CHINESE = re.compile(r"[\u3400-\u9fff]")
PLACES = re.compile(r"%\((\w+)\)|%[sd]|\{(\w*)\}")
YAML_KEYS = frozenset({"title", "label", "sentence"})
CATALOGUES = "locale/en/LC_MESSAGES/django.po"
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
HEADER = """\
# English of the texts of this room; the msgid is the Chinese text.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

Msgid = str | tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """One text that needs English, and where it stands."""

    msgid: Msgid
    place: str

    @property
    def key(self) -> str:
        """The singular, under which catalogues keep it."""
        return self.msgid if isinstance(self.msgid, str) else self.msgid[0]


def list_folders() -> tuple[Path, ...]:
    """Return every folder that keeps texts: rooms, the command line, wiring, city packs."""
    source = ROOT / "src" / "chengshu"
    rooms = [path.parent for path in sorted(source.glob("*/*/__init__.py"))]
    packs = [path.parent for path in sorted((ROOT / "cities").glob("*/__init__.py"))]
    return (*rooms, source / "cli", ROOT / "config", *packs)


def english_of(folder: Path) -> Path:
    """Return where a folder keeps its English."""
    return folder / "locale" / "en" / "LC_MESSAGES" / "django.po"


def list_texts(folder: Path) -> tuple[Text, ...]:
    """Return all Chinese texts marked for translation in `folder`, each once."""
    found: dict[str, Text] = {}
    for text in (*_python(folder), *_templates(folder), *_data(folder)):
        if CHINESE.search(text.key):
            known = found.get(text.key)
            if known is None or isinstance(known.msgid, str):
                found[text.key] = text
    return tuple(found.values())


def _python(folder: Path) -> Iterator[Text]:
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _extract(path, path.read_bytes())


def _templates(folder: Path) -> Iterator[Text]:
    for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.txt"))):
        if "templates" in path.parts:
            code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            lines = "\n".join(line.strip() for line in code.splitlines())
            yield from _extract(path, lines.encode())


def _extract(path: Path, source: bytes) -> Iterator[Text]:
    place = path.relative_to(ROOT).as_posix()
    options = {"encoding": "utf-8"}
    for line, msgid, _comments, _context in extract(
        "python", io.BytesIO(source), KEYWORDS, options=options
    ):
        yield Text(tuple(msgid) if isinstance(msgid, list | tuple) else msgid, f"{place}:{line}")


def _data(folder: Path) -> Iterator[Text]:
    """Yield titles, labels and sentences of a room's own YAML tables (not of city packs)."""
    if folder.parent == ROOT / "cities":
        return
    for path in sorted(folder.rglob("*.yaml")):
        place = path.relative_to(ROOT).as_posix()
        for value in _labels(yaml.safe_load(path.read_text(encoding="utf-8"))):
            yield Text(value, place)


def _labels(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in YAML_KEYS and isinstance(value, str):
                yield value
            yield from _labels(value)
    elif isinstance(node, list):
        for one in node:
            yield from _labels(one)


def read_english() -> dict[str, str | tuple[str, ...]]:
    """Return the English of every folder together, as Django merges it."""
    english: dict[str, str | tuple[str, ...]] = {}
    for folder in list_folders():
        for path in sorted(folder.glob(CATALOGUES)):
            english |= _read(path)
    return english


def _read(path: Path) -> dict[str, str | tuple[str, ...]]:
    with path.open("rb") as stream:
        catalog = read_po(stream, locale="en")
    return {
        message.id if isinstance(message.id, str) else message.id[0]: _forms(message.string)
        for message in catalog
        if message.id and not message.fuzzy
    }


def _forms(text: object) -> str | tuple[str, ...]:
    if isinstance(text, list | tuple):
        return tuple(str(form) for form in text)
    return str(text or "")


def find_missing(folder: Path, english: Mapping[str, str | tuple[str, ...]]) -> tuple[Text, ...]:
    """Return the texts of `folder` without English, or whose English lacks a placeholder."""
    return tuple(text for text in list_texts(folder) if not _is_complete(text, english))


def _is_complete(text: Text, english: Mapping[str, str | tuple[str, ...]]) -> bool:
    found = english.get(text.key, "")
    forms = (found,) if isinstance(found, str) else found
    if not all(forms) or (not isinstance(text.msgid, str) and len(forms) == 1):
        return False
    wanted = _places(text.key)
    # A singular may say "one" in words; the last form must hold every place.
    return _places(forms[-1]) == wanted


def _places(text: str) -> list[str]:
    return sorted(match.group(0) for match in PLACES.finditer(text.replace("%%", "")))


def compile_all() -> int:
    """Compile every catalogue that is newer than its compiled file; return how many."""
    count = 0
    for folder in list_folders():
        for path in folder.glob(CATALOGUES):
            target = path.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
                continue
            _compile(path, target)
            count += 1
    return count


def _compile(path: Path, target: Path) -> None:
    with path.open("rb") as stream:
        catalog = read_po(stream, locale=path.parts[-3])
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as scratch:
        write_mo(scratch, catalog)
    Path(scratch.name).replace(target)


def add_stubs(folder: Path) -> int:
    """Add an empty entry for each missing text to the folder's catalogue; return how many."""
    path = english_of(folder)
    catalog = Catalog(locale="en")
    if path.exists():
        with path.open("rb") as stream:
            catalog = read_po(stream, locale="en")
    missing = find_missing(folder, read_english())
    for text in missing:
        if text.key not in catalog:
            catalog.add(text.msgid, locations=[(text.place.rpartition(":")[0] or text.place, 0)])
    save_catalog(path, catalog)
    return len(missing)


def save_catalog(path: Path, catalog: Catalog) -> None:
    """Write a catalogue in a form that changes only where its texts change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(HEADER.encode())
        write_po(stream, catalog, width=0, sort_output=True, include_lineno=False, omit_header=True)


@click.group()
def main() -> None:
    """Compile translations, or say which are missing."""


@main.command("compile")
def compile_command() -> None:
    """Compile what changed."""
    click.echo(f"{compile_all()} catalogues compiled")


@main.command("missing")
@click.argument("room", default="")
def missing_command(room: str) -> None:
    """List the texts without English, by room; exit 1 when there are any."""
    english = read_english()
    total = 0
    for folder in list_folders():
        name = folder.relative_to(ROOT).as_posix()
        missing = find_missing(folder, english) if room in name else ()
        total += len(missing)
        if missing:
            click.echo(f"{name}: {len(missing)}")
        for text in missing:
            click.echo(f"  {text.place}: {text.key!r}")
    raise SystemExit(1 if total else 0)


@main.command("stubs")
@click.argument("room")
def stubs_command(room: str) -> None:
    """Add empty entries for what is missing to the catalogue of each room named so."""
    for folder in list_folders():
        if folder.name == room:
            click.echo(f"{english_of(folder).relative_to(ROOT)}: {add_stubs(folder)} added")


if __name__ == "__main__":
    main()
