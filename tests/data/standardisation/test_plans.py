"""Plans: proposed from the catalogue, confirmed by a person, kept by version, used by loads."""

import itertools
import json
from pathlib import Path

import pyarrow as pa
import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.base.errors.api import InvalidInputError, NotAllowedError
from chengshu.data.catalog.contracts import Attachment, ItemDraft
from chengshu.data.ingest import api as ingest
from chengshu.data.ingest.cells import write_cell
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import ChangeQuery
from chengshu.data.standardisation import api
from chengshu.data.standardisation.contracts import PlanQuery, StepSpec, restore
from chengshu.data.standardisation.errors import BadStepError, PlanChangedError
from tests.data.ingest import shops
from tests.data.ingest.test_ingest_pages import sign_in

pytestmark = pytest.mark.django_db
ROWS = (
    *("甲,Ａ店,2021年3月5日,500万元人民币,是", "乙,乙店,20210306,1200.50,否"),
    *("丙,丙店,03/04/2021,30(万美元),", "丁,N/A,二〇二一年三月七日,叁佰万元整,√"),
)


@pytest.fixture
def shop(tmp_path: Path) -> str:
    (tmp_path / "shops.csv").write_text(shops.HEADER + "\n".join(ROWS) + "\n", encoding="utf-8")
    return shops.file_shop(tmp_path)


def confirmed(key: str) -> list[StepSpec]:
    samples = api.read_samples(shops.OFFICER, key)
    return [one.spec for one in api.propose_steps(shops.OFFICER, key, samples)]


def test_steps_are_proposed_from_item_and_samples(shop: str) -> None:
    steps = itertools.groupby(confirmed(shop), key=lambda spec: spec.column)
    proposed = {column: [spec.step for spec in specs] for column, specs in steps}
    assert proposed == {
        "code": ["trim", "null_words"],
        "name": ["trim", "width", "null_words"],
        "opened_on": ["trim", "null_words", "dates"],
        "amount": ["trim", "null_words", "money"],
        "is_open": ["trim", "null_words", "flags"],
    }


def test_a_try_out_keeps_nothing(shop: str) -> None:
    specs = [StepSpec("amount", "trim"), StepSpec("amount", "money", {"unit": "万元"})]
    cells = api.try_steps(shops.OFFICER, shop, specs, samples={"amount": [" 500万元人民币", "7"]})
    assert [(cell.before, cell.after, cell.steps) for cell in cells] == [
        (" 500万元人民币", "500", ("trim", "money")),
        ("7", "7", ()),
    ]
    assert not api.get_plan(shops.OFFICER, shop).is_confirmed


def test_a_load_runs_the_confirmed_steps_and_shows_what_they_did(shop: str) -> None:
    before = ingest.load_resource(shops.SYSTEM, shop)
    assert before.plan_version == 0
    assert before.quarantined == 3
    plan = api.save_plan(shops.OFFICER, shop, confirmed(shop), base=0, note="按样例确认")
    batch = ingest.load_resource(shops.SYSTEM, shop)
    assert (batch.plan_version, plan.version) == (1, 1)
    assert (batch.accepted, batch.quarantined) == (2, 2)  # 03/04/2021 and N/A are not guessed
    counts = {(count.column, count.step): count.cells for count in batch.changes}
    assert counts["amount", "money"] == 2
    assert counts["opened_on", "dates"] == 3
    assert counts["name", "width"] == 1
    page = ingest.list_changes(shops.OFFICER, batch.id, ChangeQuery(column="amount", step="money"))
    assert [(cell.position, cell.before, cell.after) for cell in page.rows] == [
        (0, "500万元人民币", "5000000"),
        (3, "叁佰万元整", "3000000"),
    ]
    with pytest.raises(NotAllowedError):
        ingest.list_changes(shops.OTHER, batch.id)


def test_versions_stay_and_the_older_base_is_refused(shop: str) -> None:
    first = [StepSpec("name", "trim")]
    assert api.save_plan(shops.OFFICER, shop, first, base=0).version == 1
    assert api.save_plan(shops.OFFICER, shop, first, base=0).version == 1  # nothing new
    second = [*first, StepSpec("name", "width")]
    with pytest.raises(PlanChangedError):
        api.save_plan(shops.OFFICER, shop, second, base=0)
    assert api.save_plan(shops.OFFICER, shop, second, base=1).version == 2
    assert [plan.version for plan in api.list_versions(shops.OFFICER, shop)] == [2, 1]
    page = api.list_plans(shops.OFFICER, PlanQuery(is_confirmed=True))
    assert [(row.version, row.steps) for row in page.rows if row.key == shop] == [(2, 2)]
    assert api.list_plans(shops.OTHER).rows == ()


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        (StepSpec("gone", "trim"), BadStepError),
        (StepSpec("name", "nothing"), InvalidInputError),
        (StepSpec("name", "width", {"scope": "?"}), BadStepError),
        (StepSpec("amount", "money", {}, {"currency": "gone"}), BadStepError),
        (StepSpec("amount", "money", {}, {"wrong": "name"}), BadStepError),
        (StepSpec("amount", "money", {}, {"currency": "amount"}), BadStepError),
        (StepSpec("name", "coordinates", {"system": "gcj02"}), BadStepError),
    ],
)
def test_steps_that_cannot_work_are_refused(
    shop: str, spec: StepSpec, error: type[Exception]
) -> None:
    with pytest.raises(error):
        api.save_plan(shops.OFFICER, shop, [spec], base=0)


def test_only_its_department_and_the_bureau_confirm(shop: str) -> None:
    with pytest.raises(NotAllowedError):
        api.save_plan(shops.OTHER, shop, [], base=0)
    assert api.save_plan(shops.BUREAU, shop, [StepSpec("name", "trim")], base=0).version == 1


def test_settings_of_a_step_are_shown_in_words(shop: str) -> None:
    specs = [StepSpec("name", "blanks", {"remove": "chinese"})]
    api.save_plan(shops.BUREAU, shop, specs, base=0)
    page = sign_in(Role.DATA_OFFICER).get(f"/standardisation/{shop}/").content.decode()
    assert ">汉字之间的空白<" in page
    assert ">chinese<" not in page


def test_the_pages_lead_from_proposal_to_confirmed_steps_and_their_traces(shop: str) -> None:
    client = sign_in(Role.DATA_OFFICER)
    assert shop in client.get("/standardisation/").content.decode()
    page = client.get(f"/standardisation/{shop}/").content.decode()
    for words in ("尚未确认", "金额归一", "样例中写有金额单位", "500万元人民币", "5000000"):
        assert words in page
    assert client.post(f"/standardisation/{shop}/adopt/").status_code == 302
    assert api.get_plan(shops.OFFICER, shop).version == 1
    address = f"/standardisation/{shop}/items/amount/"
    given = {"money": "on", "money.unit": "万元", "values": "500万元人民币\n?"}
    tried = client.post(address, {**given, "try": "1"}).content.decode()
    assert "<code>500</code>" in tried
    assert api.get_plan(shops.OFFICER, shop).version == 1
    assert client.post(address, given).status_code == 302
    (spec,) = api.get_plan(shops.OFFICER, shop).of("amount")
    assert (spec.step, spec.parameters["unit"]) == ("money", "万元")
    batch = ingest.load_resource(shops.SYSTEM, shop)
    changes = client.get(
        f"/ingest/batches/{batch.id}/changes/?column=amount&row=1"
    ).content.decode()
    assert "500万元人民币" in changes
    assert "叁佰万元整" not in changes
    export = client.get(f"/ingest/batches/{batch.id}/changes/?export=csv")
    assert "叁佰万元整".encode() in b"".join(export)
    data = client.get(f"/api/v1/ingest/batches/{batch.id}/changes?step=money&limit=1").json()
    assert (data["total"], data["rows"][0]["before"]) == (2, "500万元人民币")


def test_sensitive_values_are_masked_where_changes_are_shown(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("编号,证件\n1,110105491231002\n", encoding="utf-8")
    items = (
        ItemDraft("code", "编号", "C", is_primary_key=True, source_column="编号"),
        ItemDraft(
            "id_number",
            "证件",
            "C",
            length=18,
            identifier="citizen_id",
            is_sensitive=True,
            mask="citizen_id",
            source_column="证件",
        ),
    )
    key = shops.publish(items, Attachment(shops.file_source(tmp_path), "*.csv"))
    api.save_plan(shops.OFFICER, key, confirmed(key), base=0)
    batch = ingest.load_resource(shops.SYSTEM, key)
    (cell,) = ingest.list_changes(shops.OFFICER, batch.id).rows
    assert cell.step == "citizen_ids"
    assert "491231" not in str(cell.before)
    assert "19491231" not in str(cell.after)


def test_changes_of_a_batch_taken_back_give_the_file(shop: str) -> None:
    api.save_plan(shops.OFFICER, shop, confirmed(shop), base=0)
    batch = ingest.load_resource(shops.SYSTEM, shop)
    landed = lake.find_landed(resource_code=shop, batch_id=batch.id)
    assert landed is not None
    rows = pa.Table.from_batches(lake.read_landed(landed))
    raw = [json.loads(text) if text else {} for text in rows["_raw"].to_pylist()]
    cells: dict[str, pa.Array] = {}
    for column in ("code", "name", "opened_on", "amount", "is_open"):
        texts = [None if value is None else write_cell(value) for value in rows[column].to_pylist()]
        shown = [kept.get(column, text) for kept, text in zip(raw, texts, strict=True)]
        cells[column] = pa.array(shown, pa.string())
    lines = lake.read_changes(shops.SYSTEM, landed, ChangeQuery(limit=1000)).lines
    numbers = lines["column"].to_pylist()
    plain = {"5000000.00": "5000000", "3000000.00": "3000000"}  # zeros at the end of a number
    cells["amount"] = pa.array([plain.get(str(t), t) for t in cells["amount"].to_pylist()])
    source = restore(cells, lines)
    given = [line.split(",") for line in ROWS]
    assert numbers
    assert list(
        zip(*[[cell or None for cell in source[name].to_pylist()] for name in cells], strict=True)
    ) == [tuple(cell or None for cell in row) for row in given]
