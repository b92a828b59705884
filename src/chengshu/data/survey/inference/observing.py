"""What is seen in one column before any name is asked: the ground all inference stands on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chengshu.data.sources.contracts.profiles import ColumnProfile
from chengshu.data.survey.inference.codes import (
    CodeMatch,
    KnownCodes,
    is_categorical,
    is_flag,
    match_codes,
    match_values,
)
from chengshu.data.survey.inference.contents import Contents, read_contents
from chengshu.data.survey.inference.coordinates import Axis, read_axis
from chengshu.data.survey.inference.dates import DateForm, is_year, read_dates
from chengshu.data.survey.inference.identifiers import (
    TELEPHONES,
    Finding,
    choose_identifier,
    judge_identifiers,
    judge_local,
)
from chengshu.data.survey.inference.shapes import (
    SURE,
    Shape,
    is_free_text,
    looks_like_names,
    read_shape,
)
from chengshu.data.survey.inference.types import SourceType, read_type


@dataclass(frozen=True)
class Observation:
    """A column as seen: type, contents, identifier kinds, days, shapes, axis of coordinates.

    `identifier` is the kind chosen with its confidence; it is chosen anew once the name was read.
    `is_birth` says that the days are those inside the citizen numbers of the same table.
    """

    profile: ColumnProfile
    source: SourceType
    contents: Contents
    findings: tuple[Finding, ...]
    dates: DateForm | None
    shape: Shape
    axis: Axis | None
    is_year: bool
    is_text: bool
    is_categorical: bool = False
    is_flag: bool = False
    value_set: tuple[str, float] | None = None
    codes: tuple[CodeMatch, ...] = ()
    identifier: Finding | None = None
    identifier_confidence: float = 0.0
    is_paired: bool = False
    is_birth: bool = False

    @property
    def is_people(self) -> bool:
        """Whether the contents are names of people."""
        return looks_like_names(self.contents, self.shape)

    @property
    def meanings(self) -> tuple[tuple[str, float], ...]:
        """What contents alone say the column is, with the confidence of each."""
        if self.identifier is not None:
            return ((self.identifier.kind, self.identifier_confidence),)
        if self.axis is not None and self.is_paired and not self.axis.is_plane:
            return ((self.axis.name, 1.0),)
        if self.value_set is not None:
            return (self.value_set,)
        return (("birth_date", 1.0),) if self.is_birth else self._shapes()

    def _shapes(self) -> tuple[tuple[str, float], ...]:
        """What the shape of the values says, where no check does."""
        if self.is_people:
            return (("person_name", min(1.0, self.shape.person_name + 0.05)),)
        names = ["unit_name", "address"]
        names += ["region_name"] if self.is_categorical else []
        return next(
            (((name, self.shape.share(name)),) for name in names if self.shape.share(name) >= SURE),
            (),
        )


def observe(column: ColumnProfile, known: Sequence[KnownCodes]) -> Observation:
    """Return what is seen in a column; `known` are the code sets to recognise."""
    contents = read_contents(column)
    source = read_type(column.type)
    dates = read_dates(contents, source)
    findings = () if source.is_day else judge_identifiers(contents)
    return Observation(
        profile=column,
        source=source,
        contents=contents,
        findings=findings,
        dates=dates,
        shape=read_shape(contents),
        axis=None if source.is_day else read_axis(contents),
        is_year=is_year(contents),
        is_text=is_free_text(contents),
        is_categorical=is_categorical(contents),
        is_flag=is_flag(contents),
        value_set=match_values(contents),
        codes=match_codes(contents, known),
    )


def settle_identifier(observation: Observation, named: str) -> Observation:
    """Return the observation with the identifier kind chosen beside what the name speaks of."""
    findings = observation.findings
    if named in TELEPHONES and not any(finding.kind in TELEPHONES for finding in findings):
        local = judge_local(observation.contents)
        findings = (*findings, local) if local is not None else findings
    chosen = choose_identifier(findings, named)
    if chosen is None:
        return replace(observation, identifier=None, identifier_confidence=0.0)
    finding, confidence = chosen
    return replace(observation, identifier=finding, identifier_confidence=confidence)
