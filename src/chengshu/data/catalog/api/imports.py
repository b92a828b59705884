"""The door for bulk imports: other catalogues' files become drafts for people to confirm."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Level, OrganisationInfo, OrganisationKind
from chengshu.base.audit import api as audit
from chengshu.data.catalog.contracts import ImportFault, ImportReport, ResourceDraft
from chengshu.data.catalog.imports import mappings, readers
from chengshu.data.catalog.imports.composing import compose_draft
from chengshu.data.catalog.imports.folding import FoldedEntry, fold_rows
from chengshu.data.catalog.imports.mappings import ImportMapping, Row
from chengshu.data.catalog.keys import make_key
from chengshu.data.catalog.services import imports

_MAX_NAME = 128


def may_import(actor: Actor) -> bool:
    """Tell whether the actor may import, for showing the button."""
    return access.may(actor, "catalog.import")


def list_mappings(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return (name, title) of the kinds of files that can be imported."""
    access.check(actor, "catalog.import_resources")
    return mappings.list_mappings()


def import_file(
    actor: Actor, *, name: str, data: bytes, mapping: str, parent: str | None = None
) -> ImportReport:
    """Import an uploaded file (.jsonl .json .csv .xlsx .xls, also .gz)."""
    access.check(actor, "catalog.import_resources")
    rows = readers.read_rows(name, data, mappings.get_mapping(mapping))
    return import_resources(actor, rows, mapping=mapping, parent=parent)


def import_resources(
    actor: Actor,
    rows: Iterable[Row],
    *,
    mapping: str = "portal_files",
    parent: str | None = None,
) -> ImportReport:
    """Draft the entries that rows stand for; nothing is published by it.

    Importing again adds only what is new. Departments not known yet are created below `parent`
    where the mapping says so, without a credit code: their people complete it.
    """
    access.check(actor, "catalog.import_resources")
    plan = mappings.get_mapping(mapping)
    entries = fold_rows(rows, plan)
    codes, created = _match_organisations(actor, entries, plan, parent=parent)
    drafts, faults = _compose(entries, plan, codes)
    names = {each.code: each.name for each in accounts.list_organisations()}
    with transaction.atomic():
        added, refused = imports.save_imported(actor=actor, drafts=drafts, names=names)
        report = ImportReport(
            rows=sum(entry.rows for entry in entries),
            entries=len(entries),
            departments=len({entry.provider for entry in entries}),
            drafted=added,
            unchanged=len(drafts) - added - len(refused),
            organisations_created=created,
            faults=(*faults, *refused),
        )
        detail = {"rows": report.rows, "entries": report.entries, "drafted": added}
        audit.record(actor, "catalog.import_resources", subject=mapping, detail=detail)
    return report


def _match_organisations(
    actor: Actor, entries: Iterable[FoldedEntry], plan: ImportMapping, *, parent: str | None
) -> tuple[dict[str, str], int]:
    codes = {each.name: each.code for each in accounts.list_organisations()}
    missing = dict.fromkeys(
        entry.provider
        for entry in entries
        if 0 < len(entry.provider) <= _MAX_NAME and entry.provider not in codes
    )
    if not plan.organisations.create:
        return codes, 0
    above = accounts.find_organisation(parent) if parent else None
    for name in missing:
        info = OrganisationInfo(
            code=make_key(plan.organisations.code_prefix.rstrip("_"), name),
            name=name,
            uscc="",
            kind=OrganisationKind.DEPARTMENT,
            level=Level(plan.organisations.level),
            area_code=above.area_code if above else "",
            parent_code=parent,
        )
        accounts.save_organisation(actor, info)
        codes[name] = info.code
    return codes, len(missing)


def _compose(
    entries: Iterable[FoldedEntry], plan: ImportMapping, codes: dict[str, str]
) -> tuple[list[ResourceDraft], list[ImportFault]]:
    drafts: list[ResourceDraft] = []
    faults: list[ImportFault] = []
    for entry in entries:
        if entry.provider not in codes:
            faults.append(
                ImportFault(entry.name, _("未登记的提供单位“%(name)s”") % {"name": entry.provider})
            )
            continue
        result = compose_draft(entry, plan, provider_code=codes[entry.provider])
        if isinstance(result, ImportFault):
            faults.append(result)
        else:
            drafts.append(result)
    return drafts, faults
