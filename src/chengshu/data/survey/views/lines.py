"""Lines as the page prints them: values in words, chips, evidence, differences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.base.look.contracts import Tag
from chengshu.data.survey.contracts import Band, Drift, DriftKind, Line, Proposal
from chengshu.data.survey.evidence_words import word_evidence
from chengshu.data.survey.fields import TABLE_LINES
from chengshu.data.survey.forms import LineForm
from chengshu.data.survey.labels import (
    BAND_LABELS,
    DRIFT_FIELD_LABELS,
    label_field,
    label_line,
)
from chengshu.data.survey.views.names import Names
from chengshu.data.survey.views.tones import band_shape, drift_tag

_SHORT = {
    Band.HIGH: gettext_lazy("高"),
    Band.MIDDLE: gettext_lazy("中"),
    Band.LOW: gettext_lazy("低"),
}
_FLAG_DRIFTS = frozenset({"key", "is_secret"})
_PLAIN = ("is_primary_key", "is_required", "is_sensitive")


@dataclass(frozen=True)
class Proof:
    """Why one field is proposed: what, how sure, and the sentences."""

    label: str
    word: str
    confidence: float
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """One line in words; `state` is waiting, decided, out, secret or gone."""

    line: Line
    number: int
    label: str
    words: Mapping[str, str]
    chips: tuple[Tag, ...]
    guards: tuple[Tag, ...]
    drifts: tuple[tuple[Tag, str], ...]
    state: str
    shape: str
    band: str
    band_label: str
    missing: str
    why: str
    proofs: tuple[Proof, ...] = ()
    form: LineForm | None = None


def show_lines(
    lines: Iterable[Line], names: Names, *, opened: str = "", form: LineForm | None = None
) -> list[Shown]:
    """Return lines in words; the opened one with its proofs and its form."""
    return [
        _show(line, names, number=number, form=form if line.id == opened else None)
        for number, line in enumerate(lines, start=1)
    ]


def _show(line: Line, names: Names, *, number: int, form: LineForm | None) -> Shown:
    words = {name: names.word(name, value) for name, value in line.values.items()}
    return Shown(
        line=line,
        number=number,
        label=label_line(line),
        words=words | {"all": _summary(line, words)},
        chips=_chips(line, words) if line.column else (),
        guards=_guards(line, words) if line.column else (),
        drifts=_differences(line, names),
        state=_state(line),
        shape=band_shape(line.band),
        band=str(_SHORT[line.band]),
        band_label=str(BAND_LABELS[line.band]),
        missing="、".join(label_field(name) for name in line.missing),
        why=_why_missing(line),
        proofs=tuple(_proofs(line.proposals, names)) if form else (),
        form=form,
    )


def _state(line: Line) -> str:
    if line.decision is not None:
        return "out" if line.decision.is_left_out else "decided"
    if line.is_secret and not line.is_cleared:
        return "secret"
    return "gone" if line.is_gone else "waiting"


def _summary(line: Line, words: Mapping[str, str]) -> str:
    """Return what a line of the table says, its fields joined."""
    fields = TABLE_LINES.get(line.id, ())
    return " · ".join(words[name] for name in fields if words[name])


def _why_missing(line: Line) -> str:
    """Return why nothing is proposed for what must be filled in, where the machine knows."""
    found = (line.proposals[name] for name in line.missing if name in line.proposals)
    return "；".join(word_evidence(each) for proposal in found for each in proposal.evidence)


def _chips(line: Line, words: Mapping[str, str]) -> tuple[Tag, ...]:
    values = line.values
    flags = [Tag(label_field(name), "info") for name in _PLAIN if values[name] is True]
    named = [Tag(words[name], "neutral") for name in ("identifier", "code_table") if values[name]]
    if values["reference"]:
        named.append(Tag(_("引用 %(where)s") % {"where": values["reference"]}, "neutral"))
    if values["minimum"] not in (None, "") or values["maximum"] not in (None, ""):
        named.append(Tag(f"{words['minimum']}～{words['maximum']}", "neutral"))
    return (*flags, *named)


def _guards(line: Line, words: Mapping[str, str]) -> tuple[Tag, ...]:
    found = []
    if line.values["personal"]:
        found.append(Tag(words["personal"], "caution"))
    if line.values["mask"]:
        found.append(Tag(_("脱敏：%(kind)s") % {"kind": words["mask"]}, "neutral"))
    return tuple(found)


def _differences(line: Line, names: Names) -> tuple[tuple[Tag, str], ...]:
    """Return the differences of a line, those of one kind together."""
    words: dict[DriftKind, list[str]] = {}
    for drift in line.drifts:
        words.setdefault(drift.kind, []).append(_difference(drift, names))
    return tuple((drift_tag(kind), "；".join(each)) for kind, each in words.items())


def _difference(drift: Drift, names: Names) -> str:
    """Return a difference as "what: before → after"."""
    if not drift.field:
        return ""
    flags = {"0": _("否"), "": _("否"), "1": _("是")}

    def word(value: str) -> str:
        if drift.field in _FLAG_DRIFTS:
            return flags.get(value, value)
        return names.word(drift.field, value) or _("无")

    return f"{DRIFT_FIELD_LABELS[drift.field]} {word(drift.before)} → {word(drift.after)}"


def _proofs(proposals: Mapping[str, Proposal], names: Names) -> Iterable[Proof]:
    for name, proposal in proposals.items():
        sentences = tuple(dict.fromkeys(word_evidence(each) for each in proposal.evidence))
        if sentences:
            word = names.word(name, proposal.value) or _("无")
            yield Proof(label_field(name), word, proposal.confidence, sentences)
