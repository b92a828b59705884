from pathlib import Path

import pytest

from chengshu.data.catalog import pack as catalog_pack
from chengshu.data.catalog.masks import mask_kinds
from chengshu.data.elements import pack
from chengshu.data.elements.contracts import DataElement
from chengshu.data.elements.errors import BadPackError

VOCABULARY = """
domains: {population: [人口, Population]}
personal: {basic: [基本资料, Basic data]}
identifiers: {mobile: [手机号码, Mobile number]}
"""
LINE = "{code: %s, zh: %s, en: Sex, def: 自然人的性别, type: C, source: GB V%s}"


def write(folder: Path, *lines: str, domain: str = "population") -> Path:
    (folder / "vocabulary.yaml").write_text(VOCABULARY, encoding="utf-8")
    text = f"domain: {domain}\nelements:\n" + "".join(f"  - {line}\n" for line in lines)
    (folder / f"{domain}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def elements() -> tuple[DataElement, ...]:
    return pack.national_pack()


def test_a_line_is_read_with_the_names_people_write(tmp_path: Path) -> None:
    folder = write(tmp_path, LINE % ("sex", "性别", ", also: 性别代码 XBDM gender gender"))
    (sex,) = pack.read_pack(folder)
    assert (sex.code, sex.domain, sex.data_type, sex.grade) == ("sex", "population", "C", 1)
    assert sex.aliases == ("性别代码", "xbdm", "gender")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (LINE % ("sex", "性别", ", id: nose"), "sex: nose"),
        (LINE % ("sex", "性别", ", personal: secret"), "sex: secret"),
        (LINE % ("sex", "性别", ", grade: 7"), r"elements\.0\.grade"),
        (LINE % ("sex", "性别", ", colour: red"), r"elements\.0\.colour"),
        (LINE % ("Sex", "性别", ""), r"elements\.0\.code"),
        ("{code: sex, zh: 性别, en: Sex, def: 自然人的性别, type: C}", r"elements\.0\.source"),
    ],
)
def test_a_line_that_cannot_be_kept_is_named(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(BadPackError, match=reason):
        pack.read_pack(write(tmp_path, line))


def test_a_file_of_an_unknown_domain_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPackError, match="ghosts"):
        pack.read_pack(write(tmp_path, LINE % ("sex", "性别", ""), domain="ghosts"))


def test_a_code_and_a_name_stand_once(tmp_path: Path) -> None:
    twins = write(tmp_path, LINE % ("sex", "性别", ""), LINE % ("sex", "生理性别", ""))
    with pytest.raises(BadPackError, match="sex"):
        pack.read_pack(twins)
    twins = write(tmp_path, LINE % ("sex", "性别", ""), LINE % ("gender", "性别", ""))
    with pytest.raises(BadPackError, match="性别"):
        pack.read_pack(twins)


def test_words_are_read_where_there_are_some(tmp_path: Path) -> None:
    assert pack.read_words(tmp_path) == {}
    other = tmp_path / "other"
    other.mkdir()
    (other / "words.yaml").write_text("Addr: 地址\n'yes': 是\n", encoding="utf-8")
    assert pack.read_words(other) == {"addr": "地址", "yes": "是"}


def test_the_pack_is_wide_enough_to_draft_from(elements: tuple[DataElement, ...]) -> None:
    assert len(elements) >= 390
    assert {element.domain for element in elements} == set(pack.read_vocabulary().domains)


def test_every_code_table_is_in_the_catalogue(elements: tuple[DataElement, ...]) -> None:
    tables = {table.code for table, _entries in catalog_pack.list_code_tables()}
    missing = {
        element.code: element.code_table for element in elements if element.code_table not in tables
    }
    assert {code: table for code, table in missing.items() if table} == {}


def test_every_mask_is_one_the_catalogue_knows(elements: tuple[DataElement, ...]) -> None:
    tables = {table.code: codes for table, codes in catalog_pack.list_code_tables()}
    offered = {entry.code for entry in tables["mask_rule"]}
    assert {element.mask for element in elements} - {""} <= set(mask_kinds()) & offered


def test_what_identifies_a_person_is_graded_and_masked(elements: tuple[DataElement, ...]) -> None:
    for element in elements:
        if element.identifier == "citizen_id":
            assert (element.personal, element.grade >= 3, bool(element.mask)) == (
                *("identity", True),
                True,
            ), element.code
        if element.personal in {"biometric", "health"}:
            assert element.grade >= 3, element.code


def test_a_name_means_one_element_of_its_domain(elements: tuple[DataElement, ...]) -> None:
    assert pack.find_shared(elements) == {}


def test_every_type_carries_the_measures_it_needs(elements: tuple[DataElement, ...]) -> None:
    for element in elements:
        assert element.scale is None or element.data_type in "NYDMIF", element.code
        assert (element.length or 1) > 0, element.code


def test_the_vocabulary_names_every_word_in_two_languages() -> None:
    vocabulary = pack.read_vocabulary()
    for terms in (vocabulary.domains, vocabulary.personal, vocabulary.identifiers):
        assert all(term.name_zh and term.name_en.isascii() for term in terms.values())
