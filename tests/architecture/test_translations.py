"""Every Chinese text has its English, and every catalogue compiles."""

import re

import pytest
from babel.messages.pofile import read_po

from chengshu.base.look import translations

QUOTED = re.compile(r'"[^"]*"|“[^”]*”|云枢市?|城枢|简体中文')
FOLDERS = {
    folder.relative_to(translations.ROOT).as_posix(): folder
    for folder in translations.list_folders()
}
WITH_TEXTS = [name for name, path in FOLDERS.items() if translations.english_of(path).exists()]


@pytest.fixture(scope="module")
def english() -> dict[str, str | tuple[str, ...]]:
    return translations.read_english()


@pytest.mark.parametrize("name", FOLDERS)
def test_no_text_lacks_its_english(name: str, english: dict[str, str | tuple[str, ...]]) -> None:
    missing = translations.find_missing(FOLDERS[name], english)
    assert [f"{text.place}: {text.key}" for text in missing] == []


@pytest.mark.parametrize("name", WITH_TEXTS)
def test_english_is_written_in_english(name: str) -> None:
    path = translations.english_of(FOLDERS[name])
    with path.open("rb") as stream:
        catalog = read_po(stream, locale="en")
    leaks = [str(one.id) for one in catalog if one.id and _leaks(str(one.string))]
    assert leaks == []


def _leaks(english: str) -> bool:
    """Tell whether Chinese stands outside quoted examples and the language's own name."""
    return translations.CHINESE.search(QUOTED.sub("", english)) is not None
