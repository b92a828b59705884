"""Keys and references: the declared ones, and those that the values and names show."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chengshu.data.sources.contracts.profiles import TableProfile
from chengshu.data.survey.contracts.drafts import Evidence, Proposal
from chengshu.data.survey.inference.calibration import calibrate
from chengshu.data.survey.inference.names import ColumnName, fold, has_chinese, split_name
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.rulebook import section
from chengshu.data.survey.inference.shapes import SURE
from chengshu.data.survey.inference.types import Family

_DECLARED = 0.99
_JOINT, _JOINT_SAMPLED = 0.65, 0.5
_LEAST_ROWS, _LEAST_CHILD = 5, 2
_FEW_LENGTHS = 2
_SPECIFIC_LENGTH, _PROBED = 5, 40
_SAME_COLUMNS = 0.8
_NAMED_ONLY = frozenset({"mobile", "landline", "phone", "bank_card"})
_NO_KEYS = frozenset({Family.FLOAT, Family.LONG, Family.BINARY, Family.FLAG, Family.DATE})
_INCLUDED, _INCLUDED_SAMPLE = 0.95, 0.5
_SAMPLED_PARENT = 0.7  # what an inclusion is worth at most where the parent was not read whole


@dataclass(frozen=True)
class Seen:
    """A column as keys see it: which table, what it holds, what it is called."""

    table: TableProfile
    observation: Observation
    name: ColumnName
    place: int

    @property
    def address(self) -> str:
        """`table.column`."""
        return f"{self.table.name}.{self.observation.profile.name}"

    @property
    def is_complete(self) -> bool:
        """Whether all its different values are in the sample."""
        contents = self.observation.contents
        return contents.distinct <= len(contents.values)

    @property
    def is_whole(self) -> bool:
        """Whether all its different values are known: no row was left out, none of them either."""
        is_read = self.table.sampled_rows >= (self.table.row_count or 0)
        return self.is_complete and is_read

    @property
    def is_unique(self) -> bool:
        """Whether every row looked at has a value of its own."""
        contents, profile = self.observation.contents, self.observation.profile
        if profile.is_unique or (profile.is_primary_key and _has_single_key(self.table)):
            return True
        return contents.filled >= _LEAST_ROWS and contents.distinct >= contents.filled


def _has_single_key(table: TableProfile) -> bool:
    return sum(column.is_primary_key for column in table.columns) == 1


def propose_key(columns: Sequence[Seen]) -> Mapping[str, Proposal]:
    """Return by column whether it is the primary key: declared, else the likeliest unique one."""
    declared = {seen.observation.profile.name for seen in columns if _is_declared(seen)}
    found = None if declared else find_key(columns)
    if not declared and found is None:
        return propose_joint_key(columns)
    proposals = {}
    for seen in columns:
        name = seen.observation.profile.name
        if declared:
            evidence = (Evidence("key_declared", {}, _DECLARED),) if name in declared else ()
            proposals[name] = Proposal(name in declared, _DECLARED, evidence)
        elif seen is found:
            words = {"rows": str(seen.observation.contents.filled)}
            worth = calibrate("key", 0.9 if _speaks_of_key(seen) else 0.65)
            proposals[name] = Proposal(
                value=True, confidence=worth, evidence=(Evidence("key_found", words, worth),)
            )
        else:
            proposals[name] = Proposal(value=False, confidence=0.95)
    return proposals


def propose_joint_key(columns: Sequence[Seen]) -> Mapping[str, Proposal]:
    """Return by column whether it is part of a key of several columns found in the rows."""
    joint = find_joint_key(columns)
    names = "、".join(seen.observation.profile.name for seen in joint)
    proposals = {}
    for seen in columns:
        proposal = Proposal(value=False, confidence=0.95)
        if seen in joint:
            is_part = seen.table.sampled_rows < (seen.table.row_count or 0)
            words = {"columns": names, "rows": str(seen.observation.contents.rows)}
            worth = calibrate("key", _JOINT_SAMPLED if is_part else _JOINT)
            kind = "key_joint_sampled" if is_part else "key_joint"
            proposal = Proposal(value=True, confidence=worth, evidence=(Evidence(kind, words),))
        proposals[seen.observation.profile.name] = proposal
    return proposals


def find_joint_key(columns: Sequence[Seen]) -> tuple[Seen, ...]:
    """Return the columns of the smallest distinct set that look like a key together, or none.

    One of them must speak of a key or tell a day or period; the others may be codes. Sets of
    names, amounts and measures differ in every row by accident.
    """
    known = {seen.observation.profile.name: seen for seen in columns if _may_join(seen)}
    sets = columns[0].table.distinct_sets if columns else ()
    joints = [tuple(known[name] for name in names) for names in sets if set(names) <= set(known)]
    speaking = [joint for joint in joints if any(map(_speaks_of_key, joint))]
    return min(speaking, key=_rank, default=())


def _rank(joint: Sequence[Seen]) -> tuple[int, int, int]:
    """Order sets: fewer columns, then more that speak of a key or a day, then those in front."""
    silent = sum(not (_speaks_of_key(seen) or _tells_period(seen)) for seen in joint)
    return len(joint), silent, sum(seen.place for seen in joint)


def _may_join(seen: Seen) -> bool:
    seen_as = seen.observation
    if seen_as.is_text or seen_as.is_people or seen_as.shape.hashed or seen_as.is_paired:
        return False
    if seen_as.source.family in _NO_KEYS - {Family.DATE}:
        return False
    return _speaks_of_key(seen) or _tells_period(seen) or seen_as.is_categorical


def _tells_period(seen: Seen) -> bool:
    return seen.observation.dates is not None or seen.observation.is_year


def _is_declared(seen: Seen) -> bool:
    return seen.observation.profile.is_primary_key


def find_key(columns: Sequence[Seen]) -> Seen | None:
    """Return the unique, never empty column that most looks like a key, or None."""
    possible = [seen for seen in columns if _may_be_key(seen)]
    speaking = [seen for seen in possible if _speaks_of_key(seen)]
    return min(speaking, key=lambda seen: seen.place) if speaking else None


def _may_be_key(seen: Seen) -> bool:
    profile, seen_as = seen.observation.profile, seen.observation
    if not seen.is_unique or profile.nulls or seen_as.source.family in _NO_KEYS:
        return False
    if seen_as.dates is not None and seen_as.dates.has_day:
        return False
    return not (seen_as.is_text or seen_as.is_people or seen_as.shape.hashed or seen_as.is_paired)


def _speaks_of_key(seen: Seen) -> bool:
    """Tell whether a name says key: id, number, code, or its contents identify."""
    kind = seen.observation.identifier.kind if seen.observation.identifier else ""
    if kind in section("keys")["kinds"]:
        return True
    if seen.name.text.endswith(tuple(section("keys")["texts"])):
        return True
    pieces = [piece for piece in seen.name.pieces if not piece.isdigit()]
    if pieces and pieces[-1].endswith(tuple(section("keys")["endings"])):
        return True
    return seen.place == 0 and not has_chinese(seen.name.text) and _is_numbering(seen)


def _is_numbering(seen: Seen) -> bool:
    """Tell whether values look given out: without Chinese, of one length or whole numbers."""
    contents = seen.observation.contents
    return not contents.chinese_share and (
        contents.whole_share > _INCLUDED or len(contents.lengths) <= _FEW_LENGTHS
    )


@dataclass
class References:
    """Finds what columns refer to: parents by name and by value, gathered once per source."""

    by_name: dict[str, list[Seen]] = field(default_factory=dict)
    by_value: dict[str, list[Seen]] = field(default_factory=dict)

    def add(self, seen: Seen) -> None:
        """Remember a unique column as a possible parent."""
        dates = seen.observation.dates
        is_day = dates is not None and dates.has_day
        if not seen.is_unique or is_day or seen.observation.source.family in _NO_KEYS:
            return
        for name in _parent_names(seen):
            self.by_name.setdefault(name, []).append(seen)
        if seen.is_complete and _may_be_met_by_value(seen.observation):
            for value in filter(_is_specific, seen.observation.contents.values):
                self.by_value.setdefault(value, []).append(seen)

    def propose(self, child: Seen) -> Proposal:
        """Return what a column refers to: declared, else the best parent that includes it."""
        declared = child.observation.profile.references
        if declared:
            return Proposal(declared, _DECLARED, (Evidence("reference_declared", {}, _DECLARED),))
        if not _may_refer(child):
            return Proposal("", 0.97)
        options = sorted(self._options(child), key=lambda option: -option[0])
        if not options:
            return Proposal("", 0.95)
        worth, parent, evidence = options[0]
        if len(options) > 1 and options[1][0] >= worth and options[1][1] is not parent:
            worth -= 0.15
        return Proposal(parent.address, calibrate("reference", worth), (evidence,))

    def _options(self, child: Seen) -> Iterator[tuple[float, Seen, Evidence]]:
        named = self.by_name.get(child.name.folded, [])
        for parent in {id(each): each for each in named}.values():
            yield from _judge(child, parent, is_named=True)
        values = [v for v in child.observation.contents.values if _is_specific(v)][:_PROBED]
        counts = Counter(id(seen) for value in values for seen in self.by_value.get(value, ()))
        parents = {id(seen): seen for value in values for seen in self.by_value.get(value, ())}
        for key, count in counts.items():
            if count >= max(_LEAST_ROWS, _INCLUDED * len(values)):
                yield from _judge(child, parents[key], is_named=False)


def _may_be_met_by_value(seen: Observation) -> bool:
    """Tell whether equal values mean a reference: names, addresses and telephones do not."""
    kind = seen.identifier.kind if seen.identifier else ""
    shape = seen.shape
    is_name = seen.is_people or max(shape.unit_name, shape.address, shape.region_name) >= SURE
    return kind not in _NAMED_ONLY and not is_name


def _parent_names(seen: Seen) -> set[str]:
    """Return the column names by which others refer to a key: its own, and with its table's."""
    names = set()
    own = seen.name.folded
    if own not in section("keys")["own"] and not _is_unnamed(own):
        names.add(own)
    if seen.observation.profile.is_primary_key or own in section("keys")["own"]:
        pieces = [p for p in split_name(seen.table.name) if p not in section("table_prefixes")]
        for stem in {"".join(pieces), pieces[-1] if pieces else "", fold(seen.table.name)} - {""}:
            for noun in {stem, stem.removesuffix("s"), stem.removesuffix("info")}:
                names.update(f"{noun}{key}" for key in (own, "id", "code", "no") if noun)
    return names


def _is_unnamed(name: str) -> bool:
    return re.fullmatch(section("keys")["unnamed"], name) is not None


def _may_refer(child: Seen) -> bool:
    profile, contents = child.observation.profile, child.observation.contents
    if profile.is_primary_key and _has_single_key(child.table):
        return False
    if contents.distinct < _LEAST_CHILD or child.observation.source.family in _NO_KEYS:
        return False
    return child.observation.dates is None or not child.observation.dates.has_day


def _is_specific(value: str) -> bool:
    """Tell whether a value is long enough not to be met by accident."""
    return len(value) >= _SPECIFIC_LENGTH


def _judge(child: Seen, parent: Seen, *, is_named: bool) -> Iterator[tuple[float, Seen, Evidence]]:
    """Yield the worth of one parent: how many of the child's values it includes, and the name."""
    if parent.table is child.table:
        return
    share = inclusion(child, parent)
    expected = _INCLUDED
    if not parent.is_complete:
        contents = parent.observation.contents
        expected = _INCLUDED_SAMPLE * len(contents.values) / max(contents.distinct, 1)
    if share < expected or not (is_named or _is_narrower(child, parent)):
        return
    if _are_copies(parent.table, child.table):
        return
    worth = 0.93 if is_named and parent.is_complete else 0.85 if is_named else 0.75
    words = {"parent": parent.address, "share": f"{share:.0%}"}
    kind = "reference_named" if is_named else "reference_found"
    if not parent.is_whole:
        kind, worth = "reference_sampled", min(worth, _SAMPLED_PARENT)
    yield worth, parent, Evidence(kind, words, worth)


def _are_copies(one: TableProfile, other: TableProfile) -> bool:
    """Tell whether two tables have nearly the same columns: months of one, a copy of the other."""
    names = [{fold(column.name) for column in table.columns} for table in (one, other)]
    return len(names[0] & names[1]) >= _SAME_COLUMNS * max(map(len, names))


def _is_narrower(child: Seen, parent: Seen) -> bool:
    """Tell whether the parent has more values than the child, or the child repeats its own."""
    return not child.is_unique or (
        child.observation.contents.distinct < parent.observation.contents.distinct
    )


def inclusion(child: Seen, parent: Seen) -> float:
    """Return the share of the child's sampled values that the parent has."""
    values = child.observation.contents.values
    known = frozenset(parent.observation.contents.values)
    return sum(value in known for value in values) / len(values) if values else 0.0
