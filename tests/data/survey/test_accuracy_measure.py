"""The measure itself can fail: it tells right from wrong, and silence from error."""

from chengshu.data.survey.contracts import ColumnDraft, Proposal, TableDraft
from tests.data.survey.accuracy import calibration, judge_family, of, report, score
from tests.data.survey.families.profiling import Declared, profile_table
from tests.data.survey.families.reading import Family, FamilyTable, Label

NAMES = {"E1": "姓名", "E2": "公民身份号码"}
ID = Label(
    names=".*身份.*号码", element="required", identifiers=frozenset({"citizen_id"}),
    personal="identity",
)  # fmt: skip
PLAIN = Label(names="编号", element="none", is_key=True)


def family() -> Family:
    cells: dict[str, list[object]] = {"sfzh": ["a"], "bh": ["1"]}
    declared = [Declared(name, "varchar", "", {}) for name in cells]
    profile = profile_table("t", "", declared, cells, is_file=False)
    table = FamilyTable(profile, True, "2", {"sfzh": ID, "bh": PLAIN}, cells)  # noqa: FBT003 - a record
    return Family("f", "系统", "部门", "postgresql", (table,))


def draft(first: dict[str, Proposal], second: dict[str, Proposal]) -> TableDraft:
    columns = (ColumnDraft("sfzh", first), ColumnDraft("bh", second))
    return TableDraft("t", {"is_business": Proposal(value=False, confidence=0.6)}, columns)


def test_all_right_scores_one() -> None:
    right = {
        "identifier": Proposal("citizen_id", 0.99),
        "element": Proposal("E2", 0.95),
        "name_zh": Proposal("公民身份号码", 0.95),
        "personal": Proposal("identity", 0.95),
    }
    judged = judge_family(family(), [draft(right, {})], NAMES)
    for measure in ("identifier", "element", "personal"):
        found = score(of(judged, measure))
        assert (found.precision, found.recall) == (1.0, 1.0)


def test_a_wrong_kind_costs_precision_and_recall_silence_only_recall() -> None:
    wrong = judge_family(family(), [draft({"identifier": Proposal("uscc", 0.9)}, {})], NAMES)
    silent = judge_family(family(), [draft({}, {})], NAMES)
    assert (score(of(wrong, "identifier")).precision, score(of(wrong, "identifier")).recall) == (
        0.0,
        0.0,
    )
    assert score(of(silent, "identifier")).precision == 1.0
    assert score(of(silent, "identifier")).recall == 0.0


def test_an_element_where_none_can_be_meant_is_false() -> None:
    judged = judge_family(family(), [draft({}, {"element": Proposal("E1", 0.9)})], NAMES)
    assert score(of(judged, "element")).false == 1


def test_overconfidence_shows_in_the_calibration() -> None:
    judged = judge_family(family(), [draft({"element": Proposal("E1", 0.97)}, {})], NAMES)
    low, said, share = calibration(of(judged, "element"))[0]
    assert (low, said, share) == (0.9, 1, 0.0)


def test_the_report_names_each_mistake() -> None:
    judged = judge_family(family(), [draft({"element": Proposal("E1", 0.97)}, {})], NAMES)
    text = report(judged)
    assert "f t.sfzh: required" in text
    assert "business" in text
