"""The chain finds what was changed, removed or inserted, and the database refuses to help."""

import threading

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from chengshu.base.accounts.contracts import Actor, Role, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.audit import chain
from chengshu.base.audit.contracts import FaultKind
from chengshu.base.audit.models import Entry, Head
from chengshu.base.errors.api import NotAllowedError
from chengshu.base.settings import api as settings_api
from tests.base.conftest import person

SYSTEM = system_actor("test")


@pytest.fixture
def ten_lines(db: None) -> None:
    for number in range(10):
        audit.record(SYSTEM, "test.act", subject=f"s{number}", detail={"n": number, "名": "值"})


def _tamper(statement: str) -> None:
    """Change the table as a database administrator could: with the trigger switched off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only")


def _faults() -> set[tuple[int, FaultKind]]:
    return {(fault.number, fault.kind) for fault in audit.verify().faults}


@pytest.mark.usefixtures("ten_lines")
def test_an_untouched_chain_holds() -> None:
    report = audit.verify()
    assert report.holds
    assert report.checked == 10
    assert report.head.startswith("10:")


@pytest.mark.django_db
def test_an_empty_chain_holds() -> None:
    assert audit.verify() == audit.VerifyReport(0, (), f"0:{chain.ORIGIN}")


@pytest.mark.usefixtures("ten_lines")
@pytest.mark.parametrize(
    "column",
    [
        "at = at + interval '1 second'",
        "username = 'x'",
        "name = 'x'",
        "organisation_code = 'x'",
        "address = '1.1.1.1'",
        "action = 'x'",
        "subject = 'x'",
        "outcome = 'x'",
        "detail = '{}'",
        "digest = repeat('0', 64)",
    ],
)
def test_a_changed_line_is_found(column: str) -> None:
    _tamper(f"UPDATE audit_entry SET {column} WHERE number = 4")  # noqa: S608 - constants above
    assert (4, FaultKind.CHANGED) in _faults()


@pytest.mark.usefixtures("ten_lines")
@pytest.mark.parametrize("number", [1, 5, 10])
def test_a_removed_line_is_found_even_the_last(number: int) -> None:
    _tamper(f"DELETE FROM audit_entry WHERE number = {number}")  # noqa: S608 - constants above
    assert _faults() == {(number, FaultKind.REMOVED)}


@pytest.mark.usefixtures("ten_lines")
def test_removing_every_line_is_found() -> None:
    _tamper("DELETE FROM audit_entry")
    assert _faults() == {(1, FaultKind.REMOVED)}


def _forge(number: int, previous: str) -> Entry:
    fourth = Entry.objects.get(number=4)
    forged = Entry(**{field.name: getattr(fourth, field.name) for field in Entry._meta.fields})
    forged.number, forged.previous, forged.subject = number, previous, "forged"
    forged.digest = chain.digest_of(forged)
    return forged


@pytest.mark.usefixtures("ten_lines")
def test_a_well_made_line_after_the_last_is_found() -> None:
    _forge(11, Entry.objects.get(number=10).digest).save(force_insert=True)
    assert _faults() == {(11, FaultKind.INSERTED)}


@pytest.mark.usefixtures("ten_lines")
def test_a_line_put_in_the_place_of_another_is_found() -> None:
    _tamper("DELETE FROM audit_entry WHERE number = 5")
    _forge(5, Entry.objects.get(number=4).digest).save(force_insert=True)
    assert _faults() == {(6, FaultKind.INSERTED)}


@pytest.mark.usefixtures("ten_lines")
def test_a_chain_rewritten_to_its_end_is_found_by_the_seal() -> None:
    last = Entry.objects.get(number=10)
    _tamper("DELETE FROM audit_entry WHERE number = 10")
    last.subject = "rewritten"
    last.digest = chain.digest_of(last)
    last.save(force_insert=True)
    Head.objects.update(digest=last.digest)
    assert _faults() == {(10, FaultKind.FORGED_HEAD)}


@pytest.mark.usefixtures("ten_lines")
def test_a_head_moved_back_is_found_by_the_seal() -> None:
    ninth = Entry.objects.get(number=9)
    _tamper("DELETE FROM audit_entry WHERE number = 10")
    Head.objects.update(number=9, digest=ninth.digest)
    assert _faults() == {(9, FaultKind.FORGED_HEAD)}


@pytest.mark.usefixtures("ten_lines")
def test_a_last_line_that_differs_from_the_head_is_found() -> None:
    last = Entry.objects.get(number=10)
    _tamper("DELETE FROM audit_entry WHERE number = 10")
    last.subject = "rewritten"
    last.digest = chain.digest_of(last)
    last.save(force_insert=True)
    assert _faults() == {(10, FaultKind.CHANGED)}


@pytest.mark.usefixtures("ten_lines")
@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET subject = 'x' WHERE number = 1", "DELETE FROM audit_entry"],
)
def test_the_database_refuses_to_change_or_remove(statement: str) -> None:
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert audit.verify().holds


@pytest.mark.django_db
def test_the_model_layer_cannot_change_a_line_either() -> None:
    audit.record(SYSTEM, "test.act", subject="s")
    entry = Entry.objects.get()
    entry.subject = "x"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()


@pytest.mark.django_db
def test_hostile_text_is_stored_and_verified() -> None:
    stranger = Actor("a\x00b\ud800" + "长" * 500, "x" * 500, (), "1.1.1.1")
    audit.record(stranger, "test.act", subject="\x00" * 3, detail={"k": "\x00\ud800", "d": 1.5})
    entry = audit.list_entries(SYSTEM).entries[0]
    assert entry.username.startswith("a\N{REPLACEMENT CHARACTER}b?")
    assert len(entry.username) == 150
    assert audit.verify().holds


@pytest.mark.django_db
def test_a_chain_may_change_its_digest_family(monkeypatch: pytest.MonkeyPatch) -> None:
    audit.record(SYSTEM, "test.act", subject="s")
    known = settings_api.get_settings()
    domestic = known.model_copy(update={"digest": "sm3"})
    monkeypatch.setattr(settings_api, "get_settings", lambda: domestic)
    audit.record(SYSTEM, "test.act", subject="s")
    assert set(Entry.objects.values_list("algorithm", flat=True)) == {"sha256", "sm3"}
    assert audit.verify().holds


@pytest.mark.usefixtures("ten_lines")
def test_lines_are_filtered_and_paged() -> None:
    assert audit.list_entries(SYSTEM, page_size=3, page=2).total == 10
    assert [e.number for e in audit.list_entries(SYSTEM, page_size=3).entries] == [11, 10, 9]
    for wanted, total in [
        (audit.EntryFilter(subject="s3"), 1),
        (audit.EntryFilter(action="test.*"), 10),
        (audit.EntryFilter(action="test.act"), 10),
        (audit.EntryFilter(action="test"), 0),
        (audit.EntryFilter(username="nobody"), 0),
        (audit.EntryFilter(outcome="refused"), 0),
        (audit.EntryFilter(since=Entry.objects.get(number=9).at, action="test.*"), 2),
        (audit.EntryFilter(until=Entry.objects.get(number=9).at, action="test.*"), 8),
    ]:
        assert audit.list_entries(SYSTEM, wanted).total == total
    assert audit.list_entries(SYSTEM, audit.EntryFilter(subject="s3")).entries[0].detail == {
        "n": 3,
        "名": "值",
    }


@pytest.mark.usefixtures("ten_lines")
def test_reading_the_audit_is_for_auditors_and_leaves_a_line() -> None:
    with pytest.raises(NotAllowedError):
        audit.list_entries(person("li", "tax", Role.DATA_OFFICER))
    audit.list_entries(person("shen", "bureau", Role.AUDITOR))
    newest = audit.list_entries(SYSTEM).entries
    assert [(e.username, e.outcome) for e in newest[:2]] == [("shen", "done"), ("li", "refused")]


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain() -> None:
    def write() -> None:
        for _ in range(10):
            audit.record(SYSTEM, "test.act", subject="s")
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = audit.verify()
    assert (report.checked, report.faults) == (40, ())


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_line_leaves_no_gap() -> None:
    audit.record(SYSTEM, "test.act", subject="s")
    with transaction.atomic():
        audit.record(SYSTEM, "test.act", subject="s")
        transaction.set_rollback(True)
    assert audit.record(SYSTEM, "test.act", subject="s") == 2
    assert audit.verify().holds
