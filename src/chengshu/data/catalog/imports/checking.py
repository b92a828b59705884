"""A reading judged: whose each entry is, what would change, and what is wrong with which cell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from chengshu.base.access.contracts import Reach
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Level, OrganisationInfo, OrganisationKind
from chengshu.data.catalog.contracts import (
    CellFault,
    EntryChange,
    EntryChangeKind,
    ImportChoice,
    ImportOutcome,
)
from chengshu.data.catalog.imports.providers import Directory, plain_name
from chengshu.data.catalog.imports.said import Reading, Said, compose
from chengshu.data.catalog.keys import make_key
from chengshu.data.catalog.selectors.imports import Incoming, Planned, plan_import

_LISTED = 500  # faults and changes that are kept for showing
_PREFIX = "op"


@dataclass(frozen=True)
class Checked:
    """What is to be kept, and the report a person reads."""

    planned: tuple[Planned, ...]
    outcome: ImportOutcome


@dataclass
class _Sorted:
    """Entries that can become drafts, and those that cannot, with what is wrong."""

    incoming: list[Incoming]
    places: list[Said]
    faults: list[CellFault]
    faulty: list[EntryChange]
    missing: dict[str, None]
    providers: set[str]
    strangers: dict[str, list[Said]]


def check_reading(found: Reading, choice: ImportChoice, *, reach: Reach) -> Checked:
    """Return what would become of everything a file says."""
    sorted_ = _sort(found, choice, reach=reach)
    planned: list[Planned] = []
    changes: list[EntryChange] = []
    for plan, said in zip(plan_import(incoming=sorted_.incoming), sorted_.places, strict=True):
        changes.append(_change(plan, said))
        if plan.kind is EntryChangeKind.FAULTY:
            sorted_.faults.append(replace(said.place, value=said.title, sentence=plan.reason))
        else:
            planned.append(plan)
    changes = [*sorted_.faulty, *changes]
    return Checked(tuple(planned), _report(found, sorted_, changes))


def _sort(found: Reading, choice: ImportChoice, *, reach: Reach) -> _Sorted:
    directory = Directory(accounts.list_organisations())
    result = _Sorted([], [], list(found.faults), [], {}, set(), {})
    seen: dict[str, int] = {}
    for said in found.said:
        result.faults.extend(said.faults)
        if said.provider:
            result.providers.add(directory.find(said.provider) or plain_name(said.provider))
        problem = _problem(said, directory, choice, reach=reach, result=result)
        incoming = None if problem else _compose(said, directory, choice)
        if isinstance(incoming, Incoming) and incoming.draft.key in seen:
            problem = _("与第 %(row)s 行重复：同一单位、同一名称，请改名或删除一行") % {
                "row": seen[incoming.draft.key]
            }
        elif isinstance(incoming, str):
            problem = incoming
        if problem or any(not fault.is_note for fault in said.faults):
            _refuse(result, said, problem)
        elif isinstance(incoming, Incoming):
            seen[incoming.draft.key] = said.place.row
            result.incoming.append(incoming)
            result.places.append(said)
    result.faults.extend(_strange(result.strangers))
    return result


def _strange(strangers: Mapping[str, Sequence[Said]]) -> Iterator[CellFault]:
    """Yield one fault for each provider that is not known, however many entries name it."""
    for name, entries in strangers.items():
        sentence = _(
            "单位“%(name)s”尚未登记（涉及 %(count)s 条目录），"
            "请改为已登记的单位全称，或选择自动登记"
        ) % {"name": name, "count": len(entries)}
        yield replace(entries[0].provider_place, value=name, sentence=sentence)


def _refuse(result: _Sorted, said: Said, problem: str) -> None:
    if problem and said.provider not in result.strangers:
        result.faults.append(replace(said.place, value=said.title, sentence=problem))
    change = EntryChange(said.key, said.title, said.provider, EntryChangeKind.FAULTY, (), problem)
    result.faulty.append(change)


def _problem(
    said: Said, directory: Directory, choice: ImportChoice, *, reach: Reach, result: _Sorted
) -> str:
    """Return what is wrong with the provider, or nothing."""
    if not said.provider:
        return _("请填写信息资源提供方，或选择一个默认提供方")
    code = directory.find(said.provider)
    if code is None and choice.creates:
        result.missing[plain_name(said.provider)] = None
        return ""
    if code is None:
        result.strangers.setdefault(said.provider, []).append(said)
        return _("单位“%(name)s”尚未登记") % {"name": said.provider}
    if not reach.covers(code):
        return _("“%(name)s”不是您可以编制的单位") % {"name": said.provider}
    return ""


def _compose(said: Said, directory: Directory, choice: ImportChoice) -> Incoming | str:
    code = directory.find(said.provider)
    if code is None and choice.creates:
        code = code_of(plain_name(said.provider))
    draft = compose(said, provider_code=code or "")
    if isinstance(draft, str):
        return _("无法保存：%(what)s") % {"what": draft}
    return Incoming(draft, said.spoken, is_keyed=bool(said.key), is_whole=said.is_whole)


def _change(plan: Planned, said: Said) -> EntryChange:
    return EntryChange(
        plan.draft.key, plan.draft.title, said.provider, plan.kind, plan.changes, plan.reason
    )


def _report(found: Reading, sorted_: _Sorted, changes: list[EntryChange]) -> ImportOutcome:
    def count(kind: EntryChangeKind) -> int:
        return sum(change.kind is kind for change in changes)

    faults = sorted(sorted_.faults, key=lambda fault: (fault.is_note, fault.sheet, fault.row))
    shown = sorted(changes, key=lambda change: _ORDER.index(change.kind))
    lost = sum(not fault.is_note for fault in found.faults)
    return ImportOutcome(
        rows=found.rows,
        entries=len(found.said),
        items=sum(len(_items(said)) for said in found.said),
        departments=len(sorted_.providers),
        new=count(EntryChangeKind.NEW),
        changed=count(EntryChangeKind.CHANGED),
        unchanged=count(EntryChangeKind.UNCHANGED),
        faulty=count(EntryChangeKind.FAULTY) + lost,
        notes=sum(fault.is_note for fault in faults),
        new_providers=tuple(sorted_.missing),
        faults=tuple(faults[:_LISTED]),
        changes=tuple(shown[:_LISTED]),
    )


_ORDER = [
    EntryChangeKind.FAULTY,
    EntryChangeKind.CHANGED,
    EntryChangeKind.NEW,
    EntryChangeKind.UNCHANGED,
]


def _items(said: Said) -> list[object]:
    items = said.fields.get("items")
    return items if isinstance(items, list) else []


def code_of(name: str) -> str:
    """Return the code under which a provider that is not known yet is registered."""
    return make_key(_PREFIX, name)


def register_missing(actor: Actor, names: Iterable[str], *, parent: str) -> None:
    """Register the providers of `names` below `parent`, without a credit code."""
    above = accounts.find_organisation(parent) if parent else None
    for info in _infos(names, above):
        accounts.save_organisation(actor, info)


def _infos(names: Iterable[str], above: OrganisationInfo | None) -> Iterator[OrganisationInfo]:
    for name in names:
        yield OrganisationInfo(
            code=code_of(name),
            name=name,
            uscc="",
            kind=OrganisationKind.DEPARTMENT,
            level=Level(above.level) if above else Level.CITY,
            area_code=above.area_code if above else "",
            parent_code=above.code if above else None,
        )
