"""Steps proposed for a resource: each registered step looks at item, data element and samples."""

from collections.abc import Iterator, Sequence

from chengshu.base.accounts.contracts import system_actor
from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo
from chengshu.data.elements import api as elements
from chengshu.data.elements.contracts import DataElement
from chengshu.data.standardisation.contracts import ItemView, ProposedStep, Samples, StepSpec
from chengshu.data.standardisation.steps import steps

_PROGRAM = system_actor("standardisation")
_PARTS_BY_ELEMENT = {
    "currency": frozenset({"currency", "currency_code", "capital_currency"}),
    "province": frozenset({"province"}),
    "city": frozenset({"city"}),
    "district": frozenset({"county"}),
    "street": frozenset({"town"}),
}


def propose(resource: ResourceInfo, samples: Samples) -> Iterator[ProposedStep]:
    """Yield the steps that suit, item by item, in the order in which they run.

    A part goes into an item only where the resource has one of the data element of that part.
    """
    by_element = {item.element: item.column for item in resource.items if item.element}
    for item in resource.items:
        view = _view(item, samples.get(item.column, ()))
        for key, step in steps:
            reason = step.suits(view)
            if not reason:
                continue
            into = {
                part: by_element[element]
                for part in step.parts
                for element in _PARTS_BY_ELEMENT.get(part, ())
                if element in by_element and by_element[element] != item.column
            }
            if key == "addresses" and not into:
                continue
            yield ProposedStep(StepSpec(item.column, key, step.settings(view), into), reason)


def _view(item: ItemInfo, samples: Sequence[str | None]) -> ItemView:
    element = _element(item)
    return ItemView(
        column=item.column,
        name=item.name_zh,
        data_type=item.data_type,
        identifier=item.identifier or (element.identifier if element else ""),
        code_table=item.code_table,
        element=item.element,
        domain=element.domain if element else "",
        unit=element.unit if element else "",
        samples=tuple(text for text in samples if text),
    )


def _element(item: ItemInfo) -> DataElement | None:
    return elements.find_element(_PROGRAM, item.element) if item.element else None
