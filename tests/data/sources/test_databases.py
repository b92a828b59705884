"""Reading departments' databases: described, counted, streamed, never written, never garbled."""

import socket
import time
from collections.abc import Callable

import psycopg
import pyarrow as pa
import pytest

from chengshu.base.errors.api import Nature
from chengshu.data.sources import api as sources
from chengshu.data.sources import plugs, selectors
from chengshu.data.sources.contracts import NewSource, ReadRequest, SourceKind
from chengshu.data.sources.errors import (
    LoginRefusedError,
    SourceInterruptedError,
    SourceNotFoundError,
    SourceUnreachableError,
    TableUnreadableError,
)
from tests.data.sources.people import SYSTEM

pytestmark = pytest.mark.usefixtures("market")
ENGINES = (SourceKind.POSTGRESQL, SourceKind.MARIADB)
Register = Callable[..., str]


@pytest.fixture(params=ENGINES)
def kind(request: pytest.FixtureRequest) -> SourceKind:
    return request.param


@pytest.fixture
def register(kind: SourceKind, request: pytest.FixtureRequest) -> Register:
    place = request.getfixturevalue(f"foreign_{kind}")

    def save(**changes: object) -> str:
        values = {
            "host": str(place["host"]),
            "port": int(place["port"]),
            "database": str(place["database"]),
            "username": str(place["user"]),
            "password": str(place["password"]),
        }
        new = NewSource(f"db-{kind}", "数据库", "registry", "market", kind, **{**values, **changes})
        return sources.save_source(SYSTEM, new).code

    return save


def read(code: str, request: ReadRequest) -> pa.Table:
    stream = sources.open_table(SYSTEM, code, request)
    return pa.Table.from_batches(stream.batches, schema=stream.schema)


def test_describe_tells_comments_keys_and_estimates(register: Register) -> None:
    tables = {info.name: info for info in sources.describe_source(SYSTEM, register())}
    table = tables["qyjbxx"]
    assert table.comment == "企业基本信息"
    assert table.row_estimate is not None
    assert 2000 <= table.row_estimate <= 3000
    columns = {info.name: info for info in table.columns}
    assert [name for name, info in columns.items() if info.is_primary_key] == ["id"]
    assert not columns["id"].nullable
    assert "企业名称" in columns["qymc"].comment if "qymc" in columns else columns["name"].comment
    assert "qy_view" in tables


def test_a_table_streams_whole_in_batches_of_bounded_size(register: Register) -> None:
    code = register()
    stream = sources.open_table(SYSTEM, code, ReadRequest("qyjbxx", batch_rows=1000))
    batches = list(stream.batches)
    assert stream.source_count == 2500 == sources.count_table(SYSTEM, code, "qyjbxx")
    assert [batch.num_rows for batch in batches] == [1000, 1000, 500]
    assert all(batch.schema == stream.schema for batch in batches)
    assert stream.misshapen == []


def test_numbers_come_as_numbers_and_everything_else_as_the_databases_text(
    register: Register, kind: SourceKind
) -> None:
    table = read(register(), ReadRequest("qyjbxx"))
    row = table.slice(4, 1).to_pylist()[0]
    shared = {"zczb": "7.50", "rate": 1.25, "clrq": "2020-01-06"}
    assert {name: row[name] for name in shared} == shared
    if kind is SourceKind.POSTGRESQL:
        own = {
            "id": 5,
            "ok": False,
            "note": None,
            "tags": "{a,b}",
            "doc": '{"k": 1}',
            "gxsj": "2024-01-01 05:00:00+08",
            'odd "name': 5,
        }
    else:
        own = {
            "id": "5",
            "small": 5,
            "gxsj": "2024-01-01 05:00:00.000",
            "raw": "\\x0102",
            "odd `%s name": 5,
        }
    assert {name: row[name] for name in own} == own


def test_values_no_calendar_knows_survive_as_text(register: Register) -> None:
    dates = set(read(register(), ReadRequest("qyjbxx", columns=("clrq",)))["clrq"].to_pylist())
    assert dates & {"infinity", "0000-00-00"}


def test_an_incremental_read_starts_at_the_cursor_itself(register: Register) -> None:
    code = register()
    request = ReadRequest(
        "qyjbxx", columns=("gxsj",), cursor_column="gxsj", cursor_from="2024-04-14 02:00:00"
    )
    stream = sources.open_table(SYSTEM, code, request)
    moments = pa.Table.from_batches(stream.batches)["gxsj"].to_pylist()
    assert stream.source_count == len(moments) == 2500 - 104 * 24 - 2 + 1
    assert moments == sorted(moments)
    assert moments[0].startswith("2024-04-14 02:00:00")
    whole = read(code, ReadRequest("qyjbxx", columns=("gxsj",), cursor_column="gxsj"))
    assert whole.num_rows == 2500


def test_a_sample_is_short_and_counts_nothing(register: Register) -> None:
    assert sources.sample_table(SYSTEM, register(), "qyjbxx", limit=3).num_rows == 3


def test_a_stream_left_early_lets_its_connection_go(register: Register) -> None:
    stream = sources.open_table(SYSTEM, register(), ReadRequest("qyjbxx", batch_rows=10))
    next(stream.batches)
    stream.batches.close()  # type: ignore[attr-defined]  # a generator underneath


def test_hostile_names_are_only_names(register: Register) -> None:
    code = register()
    for name in ('qyjbxx"; DROP TABLE qyjbxx; --', "qyjbxx` --", "", "%s"):
        with pytest.raises(SourceNotFoundError):
            sources.count_table(SYSTEM, code, name)
        with pytest.raises(SourceNotFoundError):
            read(code, ReadRequest("qyjbxx", columns=(name or "nothing",)))
    with pytest.raises(SourceNotFoundError):
        read(code, ReadRequest("qyjbxx", cursor_column="id) --", cursor_from="1"))
    assert sources.count_table(SYSTEM, code, "qyjbxx") == 2500


def test_a_cursor_value_of_the_wrong_type_changes_nothing(
    register: Register, kind: SourceKind
) -> None:
    request = ReadRequest("qyjbxx", cursor_column="id", cursor_from="1; DROP TABLE qyjbxx")
    if kind is SourceKind.POSTGRESQL:
        with pytest.raises(TableUnreadableError):
            read(register(), request)
    else:
        assert read(register(), request).num_rows == 2500  # MySQL reads the text as 1


def test_the_session_cannot_write(register: Register, kind: SourceKind) -> None:
    code = register()
    connection = selectors.get_connection(code)
    connector = __import__(f"chengshu.data.sources.connectors.{kind}", fromlist=["_session"])

    def write() -> None:
        with connector._session(connection) as session:
            session.cursor().execute("DELETE FROM qyjbxx")

    with pytest.raises(TableUnreadableError):
        write()
    assert sources.count_table(SYSTEM, code, "qyjbxx") == 2500


def test_nobody_listening_is_a_matter_of_trying_again(register: Register) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    code = register(host="127.0.0.1", port=port, password="hush-hush")
    with pytest.raises(SourceUnreachableError) as caught:
        sources.describe_source(SYSTEM, code)
    assert caught.value.nature is Nature.RETRY
    assert f"127.0.0.1:{port}" in str(caught.value)
    assert "hush-hush" not in f"{caught.value!r}{caught.value.__cause__!r}"
    result = sources.test_source(SYSTEM, code)
    assert not result.ok
    assert sources.get_source(SYSTEM, code).checked_ok is False


def test_a_refused_login_says_what_to_check(register: Register, kind: SourceKind) -> None:
    changes = (
        {"database": "no_such_database"}
        if kind is SourceKind.POSTGRESQL
        else {"username": "nobody_known", "password": "hush-hush"}
    )
    with pytest.raises(LoginRefusedError) as caught:
        sources.describe_source(SYSTEM, register(**changes))
    assert "hush-hush" not in f"{caught.value}{caught.value!r}{caught.value.__cause__!r}"


def test_a_working_connection_is_remembered(register: Register) -> None:
    code = register()
    result = sources.test_source(SYSTEM, code)
    assert result.ok
    assert result.tables >= 2
    assert sources.get_source(SYSTEM, code).checked_ok is True


def test_a_source_that_dies_in_the_middle_is_a_matter_of_trying_again(
    foreign_postgresql: dict[str, str],
) -> None:
    code = _save_postgresql(foreign_postgresql)
    place = {key: value for key, value in foreign_postgresql.items() if key != "database"}
    with psycopg.connect(**place, dbname=foreign_postgresql["database"]) as session:
        session.execute(
            "CREATE TABLE IF NOT EXISTS long AS SELECT g, repeat('长', 300) AS note"
            " FROM generate_series(1, 200000) g"
        )
    stream = sources.open_table(SYSTEM, code, ReadRequest("long", batch_rows=10))
    next(stream.batches)
    with psycopg.connect(**place, dbname="postgres", autocommit=True) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [foreign_postgresql["database"]],
        )
    with pytest.raises(SourceInterruptedError):
        list(stream.batches)


def test_a_slow_question_is_cut_off(foreign_postgresql: dict[str, str]) -> None:
    code = _save_postgresql(foreign_postgresql, timeout_s=1)
    place = {key: value for key, value in foreign_postgresql.items() if key != "database"}
    with psycopg.connect(**place, dbname=foreign_postgresql["database"]) as session:
        session.execute("LOCK TABLE qyjbxx IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()
        with pytest.raises(SourceInterruptedError):
            sources.count_table(SYSTEM, code, "qyjbxx")
        assert time.monotonic() - started < 5


def _save_postgresql(place: dict[str, str], **options: object) -> str:
    new = NewSource(
        "db-pg",
        "数据库",
        "registry",
        "market",
        SourceKind.POSTGRESQL,
        host=place["host"],
        port=int(place["port"]),
        database=place["database"],
        username=place["user"],
        password=place["password"],
        options=options,
    )
    return sources.save_source(SYSTEM, new).code


def test_tables_of_other_schemas_carry_their_schema(foreign_postgresql: dict[str, str]) -> None:
    code = _save_postgresql(foreign_postgresql)
    assert sources.count_table(SYSTEM, code, "other.empty") == 0
    assert sources.count_table(SYSTEM, code, "public.qyjbxx") == 2500
    stream = sources.open_table(SYSTEM, code, ReadRequest("other.empty"))
    assert list(stream.batches) == []
    assert stream.schema.names == ["a"]


def test_a_host_that_never_answers_is_given_up_soon(market: None) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(8)
        port = mute.getsockname()[1]
        for kind in ENGINES:
            new = NewSource(
                "mute", "静默", "registry", "market", kind, "127.0.0.1", port, "d", "u", "p"
            )
            code = sources.save_source(SYSTEM, new).code
            started = time.monotonic()
            assert not sources.test_source(SYSTEM, code).ok
            assert time.monotonic() - started < 20


def test_every_kind_has_a_connector() -> None:
    assert set(plugs.CONNECTORS.keys()) >= set(SourceKind)
