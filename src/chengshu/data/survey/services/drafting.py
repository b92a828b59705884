"""From the profiles of a scan to drafts; then nothing of its values is held any more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import system_actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceQuery
from chengshu.data.elements import api as elements
from chengshu.data.elements.contracts import Knowledge
from chengshu.data.sources import api as sources
from chengshu.data.survey.composing import make_key
from chengshu.data.survey.confirming import get_rules
from chengshu.data.survey.contracts import ColumnDraft, Proposal, SurveyContext, TableDraft
from chengshu.data.survey.contracts.scans import ScanState, TableState
from chengshu.data.survey.inference import infer_tables
from chengshu.data.survey.inference.duplicates import KnownEntry, find_duplicates
from chengshu.data.survey.models import Scan
from chengshu.data.survey.profiles import to_document, unseal, without_values
from chengshu.data.survey.services import scans
from chengshu.data.survey.services.drafts import keep_drafts

_PROGRAM = system_actor("survey")
_PAGE = 100
_MOST_ENTRIES = 2_000  # of one department, that drafts are compared with


def draft_scan(scan: Scan) -> None:
    """Draft what a scan has read, keep the drafts, and end it.

    All tables are inferred together, since references lead from one to another. Drafting again
    after a crash keeps the same drafts.
    """
    Scan.objects.filter(pk=scan.pk).update(is_inferring=True)
    read = list(scan.tables.filter(state=TableState.READ).exclude(held=""))
    profiles = [unseal(row.held, context=scans.held_context(row)) for row in read]
    drafts = _with_duplicates(scan, infer_tables(profiles, _knowledge(scan), _context(scan)))
    with transaction.atomic():
        locked = Scan.objects.select_for_update().get(pk=scan.pk)
        if locked.state == ScanState.CANCELLED:
            return
        keep_drafts(
            scan_id=scan.pk,
            source_code=scan.source_code,
            organisation_code=scan.organisation_code,
            drafts=drafts,
            profiles=profiles,
            gone=scan.gone,
        )
        for row, profile, draft in zip(read, profiles, drafts, strict=True):
            row.profile = to_document(without_values(profile, _plain_columns(draft)))
            row.held = ""
        scan.tables.model.objects.bulk_update(read, ["profile", "held"], batch_size=200)
        Scan.objects.filter(pk=scan.pk).update(drafted=len(drafts))
        scans.end_scan(locked, ScanState.DONE)


def _knowledge(scan: Scan) -> Knowledge:
    return elements.read_knowledge(
        _PROGRAM, scan.organisation_code, code_sets=catalog.list_code_sets(_PROGRAM)
    )


def _context(scan: Scan) -> SurveyContext:
    source = sources.get_source(_PROGRAM, scan.source_code)
    owner = accounts.find_organisation(source.organisation_code)
    systems = {each.code: each.name for each in sources.list_systems(_PROGRAM)}
    return SurveyContext(
        organisation_code=source.organisation_code,
        organisation_name=owner.name if owner else source.organisation_code,
        system_code=source.system_code,
        system_name=systems.get(source.system_code, source.system_code),
        source_code=source.code,
        source_kind=source.kind.value,
        providers=tuple(_list_providers(source.organisation_code)),
        classes=tuple((node.code, node.name) for node in catalog.list_classes(_PROGRAM)),
    )


def _list_providers(code: str) -> Iterator[str]:
    """Yield the names of an organisation and of those it is part of, nearest first."""
    found = accounts.find_organisation(code)
    while found is not None:
        yield found.name
        found = accounts.find_organisation(found.parent_code) if found.parent_code else None


def _plain_columns(draft: TableDraft) -> set[str]:
    """Return the columns whose frequent values may stay: of plain kinds, no person's, no secret."""
    return {column.column for column in draft.columns if _is_plain(column)}


def _is_plain(column: ColumnDraft) -> bool:
    said = {name: proposal.value for name, proposal in column.proposals.items()}
    is_closed = said.get("personal") or said.get("is_secret") or said.get("mask")
    return said.get("kind") in get_rules().plain_kinds and not is_closed


def _with_duplicates(scan: Scan, drafts: Sequence[TableDraft]) -> list[TableDraft]:
    """Return the drafts beside the entries of the same department they look like."""
    known = list(_list_entries(scan))
    return [
        replace(
            draft,
            duplicates=find_duplicates(
                _text(draft.proposals, "title"),
                [_text(column.proposals, "name_zh") for column in draft.columns],
                [entry for entry in known if not _is_own(entry, scan, draft)],
            ),
        )
        for draft in drafts
    ]


def _is_own(entry: KnownEntry, scan: Scan, draft: TableDraft) -> bool:
    """Tell whether an entry is what this very table became."""
    return entry.table == draft.table or entry.key == make_key(scan.source_code, draft.table)


def _text(proposals: Mapping[str, Proposal], name: str) -> str:
    proposal = proposals.get(name)
    return str(proposal.value or "") if proposal else ""


def _list_entries(scan: Scan) -> Iterator[KnownEntry]:
    """Yield the entries of the department; `table` names those made from this source."""
    for page in range(1, _MOST_ENTRIES // _PAGE + 1):
        query = ResourceQuery(provider=scan.organisation_code, page=page, page_size=_PAGE)
        found = catalog.search_resources(_PROGRAM, query)
        entries = catalog.read_resources(_PROGRAM, [row.key for row in found.rows])
        for entry in entries.values():
            attached = entry.attachment
            is_here = attached is not None and attached.source_code == scan.source_code
            yield KnownEntry(
                entry.key,
                entry.title,
                tuple(item.name_zh for item in entry.items),
                attached.table if attached and is_here else "",
            )
        if page * _PAGE >= found.total:
            return
