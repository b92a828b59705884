"""Type, length, range and kind of a column, as proposals of its draft."""

from collections.abc import Iterator

from chengshu.data.elements.contracts import DataElement
from chengshu.data.survey.contracts.drafts import Evidence, Proposal, Value
from chengshu.data.survey.inference.dates import days_of
from chengshu.data.survey.inference.names import ColumnName
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.rulebook import section
from chengshu.data.survey.inference.shapes import SURE
from chengshu.data.survey.inference.types import Family

_TYPES = {
    Family.TEXT: "C",
    Family.LONG: "M",
    Family.WHOLE: "I",
    Family.DECIMAL: "N",
    Family.FLOAT: "B",
    Family.DATE: "D",
    Family.MOMENT: "T",
    Family.TIME: "C",
    Family.FLAG: "L",
    Family.BINARY: "G",
}
_NUMBERS = frozenset("NIFB")
_DECLARED, _MEASURED = 0.99, 0.9
_ROWS_FOR_REQUIRED = 100
_KINDS = {"Y": "money", "D": "date", "T": "time", "L": "flag", "M": "text", "G": "unknown"}


def describe(
    observation: Observation, element: DataElement | None, kind: str
) -> Iterator[tuple[str, Proposal]]:
    """Yield the proposals that follow from the profile: type, sizes, range, required, days."""
    profile, source = observation.profile, observation.source
    yield "data_type", _data_type(observation, element, kind)
    if source.is_text and not _holds_days(observation):
        length = source.length or profile.max_length or None
        yield "length", _declared(length, "declared_length" if source.length else "longest_value")
    if source.scale:
        yield "scale", _declared(source.scale, "declared_scale")
    yield "is_required", _required(observation)
    if kind in {"date", "time"} and observation.dates is not None and observation.dates.form:
        words = {"form": observation.dates.form, "share": f"{observation.dates.share:.0%}"}
        yield (
            "date_format",
            Proposal(observation.dates.form, _MEASURED, (Evidence("date_form", words, _MEASURED),)),
        )
    yield from _range(observation, kind)


def _holds_days(observation: Observation) -> bool:
    """Tell whether text holds days, so that it is proposed as a date, which has no length."""
    return observation.dates is not None and observation.dates.has_day


def _declared(value: Value, evidence: str) -> Proposal:
    return Proposal(value, _DECLARED, (Evidence(evidence, {"value": str(value)}, _DECLARED),))


def _data_type(observation: Observation, element: DataElement | None, kind: str) -> Proposal:
    """Return the type of the guide: what is declared, or what text turns out to hold."""
    source, dates = observation.source, observation.dates
    code = _TYPES[source.family]
    if source.is_text and dates is not None and _holds_days(observation):
        words = {"form": dates.form}
        return Proposal("T" if dates.has_time else "D", 0.93, (Evidence("date_form", words, 0.93),))
    if source.is_text and kind in {"quantity", "money"} and _all_numbers(observation):
        code = "I" if observation.contents.whole_share == 1 else "N"
        return Proposal(code, 0.85, (Evidence("number_fits", {}, 0.85),))
    if element is not None and element.data_type == "Y" and source.is_number:
        return Proposal("Y", 0.92, (Evidence("money_element", {"element": element.name_zh}, 0.92),))
    if code == "C" and source.length is None and observation.is_text:
        code = "M"
    words = {"type": observation.profile.type}
    return Proposal(code, _DECLARED, (Evidence("declared_type", words, _DECLARED),))


def _all_numbers(observation: Observation) -> bool:
    return observation.contents.number_share >= _DECLARED


def _required(observation: Observation) -> Proposal:
    """Return whether a value must be there: declared so, or never missing in enough rows."""
    profile = observation.profile
    if not profile.nullable or profile.is_primary_key:
        return Proposal(True, _DECLARED, (Evidence("declared_required", {}, _DECLARED),))  # noqa: FBT003 - the value
    share = profile.nulls / profile.rows if profile.rows else 1.0
    evidence = Evidence("null_share", {"share": f"{share:.1%}", "rows": str(profile.rows)}, 0.8)
    is_full = profile.rows >= _ROWS_FOR_REQUIRED and not profile.nulls
    return Proposal(is_full, 0.75 if is_full else 0.9, (evidence,))


def _range(observation: Observation, kind: str) -> Iterator[tuple[str, Proposal]]:
    """Yield the smallest and largest value of measures and days."""
    profile = observation.profile
    is_measured = kind in {"money", "quantity", "coordinate"} and observation.source.is_number
    if is_measured and profile.minimum and profile.maximum:
        yield "minimum", _bound(profile.minimum)
        yield "maximum", _bound(profile.maximum)
    elif kind in {"date", "time"} and observation.dates is not None:
        days = sorted(days_of(observation.contents, observation.dates))
        if days:
            yield "minimum", _found(days[0].isoformat())
            yield "maximum", _found(days[-1].isoformat())


def _bound(text: str) -> Proposal:
    try:
        number = float(text)
    except ValueError:
        return _found(text)
    return _found(int(number) if number.is_integer() else number)


def _found(value: Value) -> Proposal:
    return Proposal(value, 0.6, (Evidence("value_found", {"value": str(value)}, 0.6),))


def kind_of(
    observation: Observation,
    name: ColumnName,
    element: DataElement | None,
    *,
    label: str,
    is_linked: bool,
) -> str:
    """Return what sort of value a column holds, in the words of `ColumnDraft`.

    `label` is its Chinese name, `is_linked` tells whether it is a key or refers to one.
    """
    if is_audit(name):
        return "audit"
    if observation.identifier is not None or (is_linked and not observation.is_categorical):
        return "identifier"
    if observation.axis is not None and observation.is_paired:
        return "coordinate"
    if observation.dates is not None and observation.dates.has_day:
        return "time" if observation.dates.has_time or _is_moment(observation) else "date"
    return _kind_of_words(observation, element, label)


def _is_moment(observation: Observation) -> bool:
    return observation.source.family is Family.MOMENT


def _kind_of_words(observation: Observation, element: DataElement | None, label: str) -> str:
    return (
        _kind_of_shape(observation)
        or ("money" if is_money(observation, label) else "")
        or _kind_of_element(observation, element)
        or _kind_of_rest(observation, label)
    )


def _kind_of_element(observation: Observation, element: DataElement | None) -> str:
    if element is not None and element.data_type in _KINDS:
        return _KINDS[element.data_type]
    if _is_measured(observation, element):
        return "quantity"
    if observation.is_flag and observation.contents.values:
        return "flag"
    return "code" if element is not None and element.code_table else ""


def _is_measured(observation: Observation, element: DataElement | None) -> bool:
    """Tell whether an element is a number and so is what the column holds."""
    is_number = element is not None and element.data_type in _NUMBERS and not element.code_table
    return is_number and observation.contents.number_share >= SURE


def is_money(observation: Observation, label: str) -> bool:
    """Tell whether a column of numbers is money by the end of its name."""
    if observation.contents.number_share < SURE or observation.is_flag:
        return False
    rules = section("money")
    return label.endswith(tuple(rules["ends"])) and not label.endswith(tuple(rules["not_ends"]))


def _kind_of_shape(observation: Observation) -> str:
    shape = observation.shape
    if observation.is_people or shape.unit_name >= SURE:
        return "name"
    if shape.address >= SURE:
        return "address"
    return "link" if shape.url >= SURE else ""


def _kind_of_rest(observation: Observation, label: str) -> str:
    family = observation.source.family
    rules = (
        ("identifier", _is_number_of(observation, label)),
        ("quantity", family in {Family.DECIMAL, Family.FLOAT}),
        ("code", observation.is_categorical and not _is_counted(label)),
        ("date", observation.dates is not None or observation.is_year),
        ("quantity", observation.contents.number_share >= SURE),
        *((kind, label.endswith(tuple(ends))) for kind, ends in section("kind_ends").items()),
        ("text", family is Family.LONG or _is_wordy(observation)),
    )
    return next((kind for kind, holds in rules if holds), "unknown")


def _is_number_of(observation: Observation, label: str) -> bool:
    """Tell whether a column numbers things: its name says so and values seldom repeat."""
    return label.endswith(tuple(section("keys")["texts"])) and not observation.is_categorical


def _is_wordy(observation: Observation) -> bool:
    contents = observation.contents
    return observation.is_text or contents.chinese_share > 1 - SURE


def _is_counted(label: str) -> bool:
    return label.endswith(tuple(section("money")["counts"]))


def is_audit(name: ColumnName) -> bool:
    """Tell whether a column is one that software keeps for itself: who wrote the row and when."""
    return name.folded in _audit_names() or name.text in section("audit")["texts"]


def _audit_names() -> frozenset[str]:
    return frozenset(section("audit")["names"])


def propose_code_table(
    observation: Observation, element: DataElement | None, kind: str
) -> dict[str, Proposal]:
    """Return the code table: the element's own, else the one the values come from by name."""
    if kind not in {"code", "flag"} and not (element and element.code_table):
        return {"code_table": Proposal("", 0.95)}
    match = next(
        (m for m in observation.codes if element and m.code_set.code == element.code_table), None
    )
    if match is None and observation.codes and observation.codes[0].is_by_name:
        match = observation.codes[0]
    if match is None:
        return {"code_table": Proposal("", 0.6)}
    words = {"table": match.code_set.name, "share": f"{match.share:.0%}"}
    how = "codes_by_name" if match.is_by_name else "codes_by_value"
    worth = 0.9 if element is not None and element.code_table else match.worth
    return {
        "code_table": Proposal(match.code_set.code, round(worth, 3), (Evidence(how, words, worth),))
    }
