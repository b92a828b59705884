"""How well the contents of a column fit a data element: log odds, and why."""

from collections.abc import Callable, Iterator

from chengshu.data.elements.contracts import DataElement
from chengshu.data.survey.contracts.drafts import Evidence
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.rulebook import get_rulebook, section
from chengshu.data.survey.inference.shapes import SURE
from chengshu.data.survey.inference.types import Family

_ENOUGH = 4
_DAY_TYPES, _NUMBER_TYPES = frozenset("DT"), frozenset("NYIFB")
_TELEPHONES = frozenset({"mobile", "landline", "phone"})
_APART = {"mobile", "landline"}
_STRONG = frozenset({"citizen_id", "uscc", "bank_card", "mobile", "email", "plate", "vin"})
_NEAR = 0.9
_TOO_LONG = 2.5

Weighed = tuple[float, Evidence]


def _odds(name: str) -> float:
    value: float = section("matching")["odds"][name]
    return value


def weigh_contents(
    observation: Observation, element: DataElement
) -> tuple[float, tuple[Evidence, ...]]:
    """Return the log odds that contents add to an element, with the evidence of each part."""
    if not observation.contents.values:
        return _weigh_declared(observation, element)
    parts = [part for weigh in _WEIGHERS for part in weigh(observation, element)]
    return sum(odds for odds, _ in parts), tuple(evidence for _, evidence in parts)


def _weigh_declared(
    observation: Observation, element: DataElement
) -> tuple[float, tuple[Evidence, ...]]:
    """Without contents only the declared type can speak."""
    is_day = element.data_type in _DAY_TYPES
    if observation.source.is_day and not is_day:
        return _odds("type_other"), (Evidence("type_other", _type_words(observation)),)
    return 0.0, ()


def _type_words(observation: Observation) -> dict[str, str]:
    return {"type": observation.profile.type}


def _weigh_identifier(observation: Observation, element: DataElement) -> Iterator[Weighed]:
    found = observation.identifier
    kinds = get_rulebook().identifier_kinds
    if found is not None and found.kind == element.identifier:
        words = {"kind": kinds[found.kind].label, "share": f"{found.share:.0%}"}
        yield _odds("identifier_fits"), Evidence("identifier_fits", words, 0.9)
    elif found is not None and {found.kind, element.identifier} == _APART:
        words = {"kind": kinds[found.kind].label}
        yield _odds("identifier_missing"), Evidence("identifier_other", words)
    elif found is not None and {found.kind, element.identifier} <= _TELEPHONES:
        yield _odds("identifier_fits") / 2, Evidence("telephone_fits", {}, 0.8)
    elif found is not None and not _allows(element, found.kind):
        words = {"kind": kinds[found.kind].label}
        yield _odds("identifier_other"), Evidence("identifier_other", words)
    elif found is not None and found.kind in _STRONG and not element.identifier:
        if "证件" not in element.name_zh:
            words = {"kind": kinds[found.kind].label}
            yield _odds("identifier_unexpected"), Evidence("identifier_other", words)
    elif found is None and element.identifier in kinds and len(observation.contents.values) > 1:
        words = {"kind": kinds[element.identifier].label}
        yield _odds("identifier_missing"), Evidence("identifier_missing", words)


def _allows(element: DataElement, kind: str) -> bool:
    """Tell whether an element without an identifier of its own may hold one of a kind."""
    if element.identifier or element.data_type not in "C":
        return False
    return bool(element.code_table) is (kind == "region_code") or kind != "region_code"


def _weigh_dates(observation: Observation, element: DataElement) -> Iterator[Weighed]:
    is_day = element.data_type in _DAY_TYPES
    form = observation.dates
    if form is not None and form.has_day and is_day:
        yield _odds("date_fits"), Evidence("date_fits", {"form": form.form}, 0.7)
    elif is_day and form is None and not observation.is_year:
        yield _odds("type_other"), Evidence("date_missing")
    elif observation.source.is_day and not is_day:
        yield _odds("type_other"), Evidence("type_other", _type_words(observation))


def _weigh_numbers(observation: Observation, element: DataElement) -> Iterator[Weighed]:
    share = observation.contents.number_share
    if element.data_type in _NUMBER_TYPES:
        if share >= _NEAR and observation.dates is None:
            yield _odds("type_fits"), Evidence("number_fits", {}, 0.6)
        elif share < SURE:
            yield _odds("type_other"), Evidence("number_missing")
    elif element.data_type == "C" and _is_measure(observation):
        yield _odds("type_other") / 2, Evidence("text_missing", _type_words(observation))


def _is_measure(observation: Observation) -> bool:
    """Tell whether a column holds numbers with a fraction: no name, code or text does."""
    contents = observation.contents
    fractional = observation.source.family in {Family.DECIMAL, Family.FLOAT}
    return contents.number_share >= _NEAR and (fractional or contents.whole_share < SURE)


def _weigh_shape(observation: Observation, element: DataElement) -> Iterator[Weighed]:
    expected = expected_shape(element)
    if not expected:
        yield from _weigh_names(observation, element)
        return
    share = observation.shape.share(expected)
    fits = observation.is_people if expected == "person_name" else share >= SURE
    words = {"share": f"{share:.0%}"}
    if fits:
        yield _odds("shape_fits"), Evidence(f"{expected}_fits", words, 0.8)
    elif share < 1 - SURE and len(observation.contents.values) >= _ENOUGH:
        yield _odds("shape_other"), Evidence(f"{expected}_missing", words)


def _weigh_names(observation: Observation, element: DataElement) -> Iterator[Weighed]:
    """Yield what names of people or units say of an element that promises nothing of the sort."""
    is_unit = observation.shape.unit_name >= SURE
    if not (observation.is_people or is_unit):
        return
    rules = section("name_ends")
    if element.name_zh.endswith(tuple(rules["never"])):
        yield _odds("shape_other"), Evidence("names_unexpected")
    elif observation.is_people and element.name_zh.endswith(tuple(rules["people"])):
        words = {"share": f"{observation.shape.person_name:.0%}"}
        yield _odds("shape_fits") / 2, Evidence("person_name_fits", words, 0.8)
    elif is_unit and element.name_zh.endswith(tuple(rules["units"])):
        words = {"share": f"{observation.shape.unit_name:.0%}"}
        yield _odds("shape_fits") / 2, Evidence("unit_name_fits", words, 0.8)


def expected_shape(element: DataElement) -> str:
    """Return the shape an element's values have: of people, units or addresses, or none."""
    if element.mask == "name" or element.name_zh.endswith("姓名"):
        return "person_name"
    if element.data_type == "C" and element.name_zh.endswith(tuple(section("address_names"))):
        return "address"
    if element.data_type == "C" and element.name_zh.endswith(tuple(section("unit_names"))):
        return "unit_name"
    return ""


def _weigh_length(observation: Observation, element: DataElement) -> Iterator[Weighed]:
    longest = observation.profile.max_length
    if element.length and element.data_type == "C" and longest > _TOO_LONG * element.length:
        words = {"longest": str(longest), "length": str(element.length)}
        yield _odds("too_long"), Evidence("too_long", words)


def _weigh_codes(observation: Observation, element: DataElement) -> Iterator[Weighed]:
    if not element.code_table:
        return
    match = next((m for m in observation.codes if m.code_set.code == element.code_table), None)
    if match is not None:
        words = {"table": match.code_set.name, "share": f"{match.share:.0%}"}
        yield _odds("codes_fit"), Evidence("codes_fit", words, 0.8)
    elif len(observation.contents.values) >= _ENOUGH and not observation.is_categorical:
        yield _odds("codes_other"), Evidence("codes_other")


_WEIGHERS: tuple[Callable[[Observation, DataElement], Iterator[Weighed]], ...] = (
    _weigh_identifier,
    _weigh_dates,
    _weigh_numbers,
    _weigh_shape,
    _weigh_length,
    _weigh_codes,
)
