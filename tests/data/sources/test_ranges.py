"""Large tables: read in ranges by two sessions of one snapshot, and gone on from after a kill."""

import threading
from collections.abc import Callable, Iterator

import psycopg
import pyarrow as pa
import pytest

from chengshu.data.sources import api as sources
from chengshu.data.sources import seats
from chengshu.data.sources.connectors import copied
from chengshu.data.sources.connectors.ranges import OrderedRanges
from chengshu.data.sources.contracts import NewSource, ReadRequest, SourceKind, TableStream
from chengshu.data.sources.errors import SourceInterruptedError
from tests.data.sources.people import SYSTEM

pytestmark = pytest.mark.usefixtures("market")
ROWS = 20_000
PLENTY = 10**9
Run = Callable[[str], None]


@pytest.fixture
def many(foreign_postgresql: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(copied, "RANGE_BLOCKS", 20)
    place = {key: value for key, value in foreign_postgresql.items() if key != "database"}
    address = {**place, "dbname": foreign_postgresql["database"]}

    def run(statement: str) -> None:
        with psycopg.connect(**address, autocommit=True) as session:
            session.execute(statement)

    run("DROP TABLE IF EXISTS many")
    rows = f"SELECT g AS id, repeat('x', 40) AS note FROM generate_series(1, {ROWS}) g"  # noqa: S608 - a number
    run(f"CREATE TABLE many AS {rows}")
    new = NewSource(
        "db-many",
        "数据库",
        "registry",
        "market",
        SourceKind.POSTGRESQL,
        host=place["host"],
        port=int(place["port"]),
        database=foreign_postgresql["database"],
        username=place["user"],
        password=place["password"],
    )
    sources.save_source(SYSTEM, new)
    return run


def open_many(after: str = "") -> TableStream:
    request = ReadRequest("many", columns=("id",), batch_rows=1000, after=after)
    return sources.open_table(SYSTEM, "db-many", request)


def ids(stream: TableStream) -> list[int]:
    return [one for batch in stream.batches for one in batch.column("id").to_pylist()]


def read_some(stream: TableStream, marks: int) -> tuple[list[int], str]:
    """Read until so many marks were reached, then let go; return the rows up to the last mark."""
    found: list[int] = []
    for batch in stream.batches:
        found += batch.column("id").to_pylist()
        if len(stream.reached) == marks:
            break
    stream.batches.close()  # type: ignore[attr-defined]  # a generator underneath
    return found, stream.reached[-1]


def test_ranges_come_whole_and_in_order(many: Run) -> None:
    stream = open_many()
    assert stream.source_count == ROWS
    assert ids(stream) == list(range(1, ROWS + 1))
    assert len(stream.reached) > 3


def test_two_sessions_see_one_snapshot_whatever_is_written_meanwhile(many: Run) -> None:
    stream = open_many()
    first = next(stream.batches).column("id").to_pylist()
    many("DELETE FROM many WHERE id % 2 = 0")
    many("INSERT INTO many VALUES (0, '')")
    assert first + ids(stream) == list(range(1, ROWS + 1))


def test_both_seats_are_taken_and_given_back(many: Run) -> None:
    stream = open_many()
    next(stream.batches)
    with seats.open_seats("db-many") as others:
        assert others.find() is None
    ids(stream)
    with seats.take_seat("db-many", wait=0), seats.take_seat("db-many", wait=0):
        pass


def test_with_one_seat_free_one_session_reads_alone(many: Run) -> None:
    with seats.take_seat("db-many"):
        assert ids(open_many()) == list(range(1, ROWS + 1))


def test_a_read_goes_on_after_a_mark_where_nothing_changed(many: Run) -> None:
    before, mark = read_some(open_many(), 2)
    stream = open_many(mark)
    assert stream.goes_on
    assert stream.source_count == ROWS
    assert before + ids(stream) == list(range(1, ROWS + 1))


def test_new_rows_behind_the_mark_do_not_matter(many: Run) -> None:
    before, mark = read_some(open_many(), 2)
    many(f"INSERT INTO many SELECT {ROWS + 1}, ''")
    stream = open_many(mark)
    assert stream.goes_on
    assert before + ids(stream) == list(range(1, ROWS + 2))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE many SET note = 'y' WHERE id = 5",
        "DELETE FROM many WHERE id = 5",
        "DELETE FROM many WHERE id = 5; VACUUM many; INSERT INTO many VALUES (5, 'again')",
        "VACUUM FULL many",
        "DROP TABLE many; CREATE TABLE many AS SELECT 7 AS id",
    ],
)
def test_a_change_before_the_mark_starts_the_read_anew(many: Run, change: str) -> None:
    _before, mark = read_some(open_many(), 2)
    for statement in change.split("; "):
        many(statement)
    stream = open_many(mark)
    assert not stream.goes_on
    found = ids(stream)
    assert len(found) == stream.source_count == len(set(found))


def test_a_session_that_breaks_off_is_a_matter_of_trying_again(many: Run) -> None:
    stream = open_many()
    next(stream.batches)
    many(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'chengshu' AND datname = current_database()"
    )
    with pytest.raises(SourceInterruptedError):
        ids(stream)


def test_ranges_wait_for_who_takes_them() -> None:
    given: list[int] = []

    def read(number: int) -> Iterator[pa.RecordBatch]:
        given.append(number)
        yield pa.record_batch({"n": [number]})

    ordered = OrderedRanges(50, [read, read], most_bytes=PLENTY)
    walk = iter(ordered)
    assert next(walk)[0] == 0
    threading.Event().wait(0.3)
    assert len(given) <= 5
    assert [number for number, _batch, _last in walk] == list(range(1, 50))
    ordered.stop()


def test_ranges_ahead_hold_no_more_bytes_than_allowed() -> None:
    batch = pa.record_batch({"n": list(range(100))})
    given: list[int] = []

    def read(number: int) -> Iterator[pa.RecordBatch]:
        given.append(number)
        yield batch
        yield batch

    ordered = OrderedRanges(20, [read, read], most_bytes=batch.nbytes)
    walk = iter(ordered)
    assert next(walk)[0] == 0
    threading.Event().wait(0.3)
    assert len(given) <= 3
    assert [number for number, _batch, _last in walk][-1] == 19
    ordered.stop()


def test_an_error_of_a_range_reaches_the_reader() -> None:
    def read(number: int) -> Iterator[pa.RecordBatch]:
        if number == 2:
            raise ConnectionResetError
        yield pa.record_batch({"n": [number]})

    ordered = OrderedRanges(5, [read], most_bytes=PLENTY)
    with pytest.raises(ConnectionResetError):
        list(ordered)
    ordered.stop()
